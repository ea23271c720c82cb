#if os(Linux)
  import Glibc

  extension Thread {
    /// Asks the scheduler to let the calling thread wait its turn when it wakes (sched(7)).
    ///
    /// A thread whose answer has come would otherwise push aside one that is at work: with 64 of them
    /// on 2 cores, a run took a tenth longer. A system that refuses is no worse off than before.
    static func yieldToRunningThreads() {
      // SCHED_BATCH of <sched.h>, which hides it from Swift.
      let batch: Int32 = 3
      var parameters = sched_param()
      pthread_setschedparam(pthread_self(), batch, &parameters)
    }
  }
#else
  extension Thread {
    /// Nothing: only Linux has a policy for it.
    static func yieldToRunningThreads() {}
  }
#endif
