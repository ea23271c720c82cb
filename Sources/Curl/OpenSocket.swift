internal import CCurl

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Opens the socket for a connection that libcurl is about to make, unless its address is refused.
///
/// - Returns: the descriptor, or `CURL_SOCKET_BAD`, after which libcurl tries the name's next address.
func openSocket(
  _ request: UnsafePointer<curl_sockaddr>, unless isRefused: (IPAddress) -> Bool
) -> curl_socket_t {
  // In place: the address is longer than the member is declared.
  guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr),
    let address = IPAddress(
      (UnsafeRawPointer(request) + offset).assumingMemoryBound(to: sockaddr.self)),
    !isRefused(address)
  else { return ccurl_bad_socket }
  let (family, type) = (request.pointee.family, request.pointee.socktype)
  #if canImport(Darwin)
    let descriptor = socket(family, type, request.pointee.protocol)
    if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return descriptor
  #else
    return socket(family, type | Int32(SOCK_CLOEXEC.rawValue), request.pointee.protocol)
  #endif
}
