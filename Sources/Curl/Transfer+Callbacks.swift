internal import CCurl

// libcurl hands back the pointer that `reset` gave it, to a transfer that is alive because its
// handle is.
private func transfer(_ data: UnsafeMutableRawPointer?) -> Transfer? {
  data.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

let writeCallback: curl_write_callback = { bytes, size, count, data in
  let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer(data)?.received(body: buffer) == true ? buffer.count : 0
}

let headerCallback: curl_write_callback = { bytes, size, count, data in
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer(data)?.received(header: line) == true ? line.count : 0
}

let debugCallback: curl_debug_callback = { _, kind, bytes, count, data in
  guard let wire = transfer(data)?.wire else { return 0 }
  let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
  switch kind {
  case CURLINFO_HEADER_OUT: wire.sent(buffer, isHead: true)
  case CURLINFO_DATA_OUT: wire.sent(buffer, isHead: false)
  case CURLINFO_DATA_IN: wire.received(chunked: buffer)
  // Headers that come are told otherwise: 7.88 tells some of them twice here.
  default: break
  }
  return 0
}

let requestCallback: curl_prereq_callback = { data, _, _, _, _ in
  transfer(data)?.requestStarts() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

let openSocketCallback: curl_opensocket_callback = { data, _, request in
  guard let transfer = transfer(data), let request else { return ccurl_bad_socket }
  return transfer.opensSocket(request)
}
