extension FetchRun {
  /// How far a run has come.
  public struct Progress: Hashable, Sendable {
    /// Entries that are done.
    public struct Counts: Hashable, Sendable {
      /// Whole responses with a status of 200-399.
      public var ok = 0
      /// All that failed, for whatever reason.
      public var failed = 0
      /// Duplicates.
      public var skipped = 0

      /// The sum of the three.
      public var all: Int { ok + failed + skipped }

      /// Counts, from 0.
      public init(ok: Int = 0, failed: Int = 0, skipped: Int = 0) {
        (self.ok, self.failed, self.skipped) = (ok, failed, skipped)
      }

      init(_ summary: Summary) {
        self.init(ok: summary.ok, failed: summary.failed, skipped: summary.skipped)
      }
    }

    /// What transfers and those that wait for one come to.
    public struct Load: Hashable, Sendable {
      /// Transfers.
      public var inFlight = 0
      /// Entries that wait for a slot, those that are tried again included.
      public var waiting = 0
      /// Those of them that are tried again.
      public var retrying = 0
      /// The host that most of them wait for; nil: there are slots for all.
      public var holdup: Holdup?
      /// Whether nothing starts because too much of what has come is yet to be written.
      public var isHeld = false
      /// Whether entries wait because every proxy rests, and for how long; nil: it is not so.
      public var proxies: ProxyRest?

      /// Nothing in flight, unless told otherwise.
      public init(inFlight: Int = 0, waiting: Int = 0, retrying: Int = 0, holdup: Holdup? = nil) {
        self.inFlight = inFlight
        self.waiting = waiting
        self.retrying = retrying
        self.holdup = holdup
      }
    }

    /// The time until one of many proxies is tried again.
    public struct ProxyRest: Hashable, Sendable {
      /// How many there are.
      public var count: Int
      /// Until the first is tried again; nil: that is being done.
      public var pause: Duration?

      /// So many, of which none works.
      public init(count: Int, pause: Duration? = nil) {
        self.count = count
        self.pause = pause
      }
    }

    /// A host whose entries wait though slots are free.
    public struct Holdup: Hashable, Sendable {
      /// As it stands in URLs: see ``HostName``.
      public var host: String
      /// Entries that wait for it.
      public var waiting: Int
      /// Transfers that it has.
      public var inFlight: Int
      /// Until it may be asked again; nil when it has as many transfers as it may have.
      public var pause: Duration?
      /// Whether it refused so often that it is asked only now and then.
      public var isFailing: Bool

      /// A host that entries wait for.
      public init(
        host: String, waiting: Int, inFlight: Int, pause: Duration? = nil, isFailing: Bool = false
      ) {
        self.host = host
        self.waiting = waiting
        self.inFlight = inFlight
        self.pause = pause
        self.isFailing = isFailing
      }
    }

    /// Entries done.
    public var done = Counts()
    /// What is in flight, and what waits, just now.
    public var load = Load()
    /// Entries of this run that were read, those that an earlier run has done left out.
    public var read = 0
    /// Whether there are no more to be read.
    public var isListRead = false
    /// The share of the list that was read, from 0 to 1, by its bytes; nil when its size is not known.
    public var readShare: Double?
    /// Decoded bytes of bodies that have come.
    public var bytes = 0

    /// A run that has not begun.
    public init() {}

    /// Entries that the run will have had in all; nil when that can't be known yet. An estimate while
    /// the list is being read.
    public var total: Int? {
      guard !isListRead else { return read }
      guard let readShare, readShare > 0 else { return nil }
      return max(read, Int(Double(read) / readShare))
    }
  }
}
