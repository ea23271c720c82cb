import Curl

/// Whose signatures under a server's certificate are trusted.
public struct TrustedCertificates: Hashable, Sendable {
  /// A file of certificates in PEM, which is read once a loop or thread.
  public var bundle: String?
  /// A folder of such files, as OpenSSL looks for them: by hash. Several are separated by colons. With
  /// one, libcurl does not cache the bundle, and each new connection costs ten times the CPU (curl#9620).
  public var directory: String?

  /// A bundle, a directory, or both. With neither, what libcurl was built with is trusted.
  public init(bundle: String? = nil, directory: String? = nil) {
    self.bundle = bundle
    self.directory = directory
  }

  /// The bundle that libcurl was built with, or else the first of those that systems have.
  ///
  /// Not the folder that libcurl may know as well.
  static let system = TrustedCertificates(
    bundle: ([CurlLibrary.certificateBundle].compactMap(\.self) + usualBundles).first {
      (try? FileDescriptor.reading($0)) != nil
    })

  private static let usualBundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", "/usr/local/etc/openssl@3/cert.pem",
    "/opt/homebrew/etc/openssl@3/cert.pem",
  ]
}

extension TrustedCertificates {
  /// What the environment names, as curl and OpenSSL read it; nil when it names nothing.
  ///
  /// `CURL_CA_BUNDLE` is a bundle and goes before the others, of which `SSL_CERT_FILE` is one and
  /// `SSL_CERT_DIR` a folder besides the bundle, the system's unless another is named. A variable that
  /// is empty counts as none.
  public init?(environment: [String: String]) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let bundle = value("CURL_CA_BUNDLE") {
      self.init(bundle: bundle)
    } else {
      let (file, directory) = (value("SSL_CERT_FILE"), value("SSL_CERT_DIR"))
      if file == nil, directory == nil { return nil }
      self.init(bundle: file ?? TrustedCertificates.system.bundle, directory: directory)
    }
  }
}
