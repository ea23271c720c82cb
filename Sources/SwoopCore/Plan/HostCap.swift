/// How many transfers there may be at once to one host.
public enum HostCap: Hashable, Sendable {
  /// As many as in all.
  case unlimited
  /// From 1; less counts as 1.
  case fixed(Int)
  /// Found out for each host, from its answers: 2 to begin with, from 1 to as many as in all.
  case adaptive
}
