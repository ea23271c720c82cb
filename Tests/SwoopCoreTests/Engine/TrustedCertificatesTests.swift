import Testing

@testable import SwoopCore

@Suite struct TrustedCertificatesTests {
  @Test func `the environment is read as curl and OpenSSL do`() {
    func trusted(_ environment: [String: String]) -> TrustedCertificates? {
      TrustedCertificates(environment: environment)
    }
    #expect(trusted([:]) == nil)
    #expect(trusted(["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "", "SSL_CERT_DIR": ""]) == nil)
    #expect(trusted(["SSL_CERT_FILE": "/a.pem"]) == .init(bundle: "/a.pem"))
    let system = TrustedCertificates.system.bundle
    #expect(trusted(["SSL_CERT_DIR": "/d:/e"]) == .init(bundle: system, directory: "/d:/e"))
    let both = ["SSL_CERT_FILE": "/a.pem", "SSL_CERT_DIR": "/d"]
    #expect(trusted(both) == .init(bundle: "/a.pem", directory: "/d"))
    #expect(trusted(both.merging(["CURL_CA_BUNDLE": "/c"]) { $1 }) == .init(bundle: "/c"))
  }

  @Test func `a system has a bundle, and no folder stands in the way of caching it`() {
    #expect(TrustedCertificates.system.bundle != nil)
    #expect(TrustedCertificates.system.directory == nil)
  }
}
