#pragma once

// Clang's thread-safety analysis: with -Wthread-safety it checks at compile time that a lock is held where data guarded
// by it is used. Other compilers see nothing.
//
// A primitive says what its functions do to it. Their bodies are how that comes true, which the analysis cannot follow,
// so each of these macros also exempts the body of the function that it stands at.
//
// The analysis expects the thread that locked to unlock. Our locks belong to no thread, so that is a habit and no rule:
// a function that unlocks what another thread locked, or locks what another will unlock, opts out with
// LOCKSTEP_NO_THREAD_SAFETY_ANALYSIS.

#ifdef __clang__
#define LOCKSTEP_THREAD_ANNOTATION(...) __attribute__((__VA_ARGS__))
#else
#define LOCKSTEP_THREAD_ANNOTATION(...)
#endif

/// At a class: its objects are locks.
#define LOCKSTEP_CAPABILITY(kind) LOCKSTEP_THREAD_ANNOTATION(capability(kind))

/// At data: to be used only with the lock held; a shared lock suffices for reading.
#define LOCKSTEP_GUARDED_BY(lock) LOCKSTEP_THREAD_ANNOTATION(guarded_by(lock))

/// At a function: the analysis leaves its body alone.
#define LOCKSTEP_NO_THREAD_SAFETY_ANALYSIS LOCKSTEP_THREAD_ANNOTATION(no_thread_safety_analysis)

// At a lock's functions. They act on the lock itself.
#define LOCKSTEP_ACQUIRE LOCKSTEP_THREAD_ANNOTATION(acquire_capability(), no_thread_safety_analysis)
#define LOCKSTEP_RELEASE LOCKSTEP_THREAD_ANNOTATION(release_capability(), no_thread_safety_analysis)
#define LOCKSTEP_TRY_ACQUIRE LOCKSTEP_THREAD_ANNOTATION(try_acquire_capability(true), no_thread_safety_analysis)
#define LOCKSTEP_ACQUIRE_SHARED LOCKSTEP_THREAD_ANNOTATION(acquire_shared_capability(), no_thread_safety_analysis)
#define LOCKSTEP_RELEASE_SHARED LOCKSTEP_THREAD_ANNOTATION(release_shared_capability(), no_thread_safety_analysis)
#define LOCKSTEP_TRY_ACQUIRE_SHARED \
  LOCKSTEP_THREAD_ANNOTATION(try_acquire_shared_capability(true), no_thread_safety_analysis)

/// At a function that returns another face of the lock.
#define LOCKSTEP_RETURN_CAPABILITY(lock) LOCKSTEP_THREAD_ANNOTATION(lock_returned(lock))
