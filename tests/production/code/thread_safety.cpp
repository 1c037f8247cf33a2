// What clang's thread-safety analysis knows of the locks. As it stands this must compile without a warning; with one of
// the mistakes defined, with the warning that the test names.

#include <lockstep/sync.h>

namespace {

class account {
 public:
  int read() {
    rw_lock_.lock_shared();
    const int seen = shared_;
    rw_lock_.unlock_shared();
    return seen;
  }
  int read_by_the_readers_side() {
    rw_lock_.shared_locker().lock();
    const int seen = shared_;
    rw_lock_.shared_locker().unlock();
    return seen;
  }
  void write() {
    rw_lock_.lock();
    ++shared_;
    rw_lock_.unlock();
    lock_.lock();
    ++owned_;
    lock_.unlock();
  }
  bool try_to_write() {
    if (!rw_lock_.try_lock()) return false;
    ++shared_;
    rw_lock_.unlock();
    return true;
  }
  int try_to_read() {
    if (!rw_lock_.try_lock_shared()) return 0;
    const int seen = shared_;
    rw_lock_.unlock_shared();
    return seen;
  }

  /// The lock goes to another thread, which the analysis cannot see.
  void lock_for_another() LOCKSTEP_NO_THREAD_SAFETY_ANALYSIS { rw_lock_.lock(); }
  void unlock_for_another() LOCKSTEP_NO_THREAD_SAFETY_ANALYSIS { rw_lock_.unlock(); }

#ifdef WRITES_UNDER_A_READ_LOCK
  void mistake() {
    rw_lock_.lock_shared();
    ++shared_;
    rw_lock_.unlock_shared();
  }
#endif
#ifdef WRITES_UNDER_THE_READERS_SIDE
  void mistake() {
    rw_lock_.shared_locker().lock();
    ++shared_;
    rw_lock_.shared_locker().unlock();
  }
#endif
#ifdef FORGETS_TO_UNLOCK
  void mistake() {
    lock_.lock();
    ++owned_;
  }
#endif
#ifdef USES_WITHOUT_LOCK
  int mistake() { return owned_; }
#endif

 private:
  lockstep::rw_mutex rw_lock_;
  lockstep::mutex lock_;
  int shared_ LOCKSTEP_GUARDED_BY(rw_lock_) = 0;
  int owned_ LOCKSTEP_GUARDED_BY(lock_) = 0;
};

}  // namespace

int main() {
  account a;
  a.write();
  a.lock_for_another();
  a.unlock_for_another();
  return a.read() + a.read_by_the_readers_side() + a.try_to_read() + (a.try_to_write() ? 1 : 0);
}
