#pragma once

// The maps, for the workloads of more than one file. Values are 64-bit integers, keys whatever the workload likes.
//
// A peer is a name and a template `of<K>` with the operations that it has. Who lacks one, or offers it only while
// nobody else is inside, has no row where it counts. A map is made with the number of keys to expect, which only those
// that cannot grow look at.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "peers.h"

#ifdef LOCKSTEP_BENCH_ABSL
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>
#endif
#ifdef LOCKSTEP_BENCH_TBB
#include <oneapi/tbb/concurrent_hash_map.h>
#include <oneapi/tbb/concurrent_unordered_map.h>
#endif
#ifdef LOCKSTEP_BENCH_CDS
#include <cds/container/iterable_kvlist_hp.h>
#include <cds/container/michael_map.h>
#include <cds/gc/hp.h>
#include <cds/init.h>
#endif

namespace lockstep::bench {

using value = std::int64_t;

/// What a thread has to have while it uses maps of a kind: of most, nothing.
struct no_visitor {
  no_visitor() {}  // NOLINT(modernize-use-equals-default): a variable that is used
};

/// A value in a map that lets a thread write what others read.
class shared_value {
 public:
  shared_value(value v = 0) : content_(v) {}  // NOLINT(google-explicit-constructor): maps make it of a value
  shared_value(const shared_value& other) : content_(other.get()) {}
  shared_value& operator=(const shared_value&) = delete;

  value get() const { return content_.load(std::memory_order::acquire); }
  void set(value v) { content_.store(v, std::memory_order::release); }

 private:
  std::atomic<value> content_;
};

struct our_map {
  static constexpr char name[] = "lockstep";
  using visitor = no_visitor;
  template <class K>
  struct of : map<K, value> {
    explicit of(std::size_t) {}
  };
};

/// A map that is not for threads, under a lock that is.
template <class Map, class Lock>
class locked_map {
 public:
  using K = typename Map::key_type;
  explicit locked_map(std::size_t) {}

  std::optional<value> load(const K& key) {
    const std::shared_lock held(lock_);
    const auto found = map_.find(key);
    return found != map_.end() ? std::optional(found->second) : std::nullopt;
  }
  void store(const K& key, value v) {
    const std::lock_guard held(lock_);
    map_.insert_or_assign(key, v);
  }
  std::pair<value, bool> load_or_store(const K& key, value v) {
    if (const auto found = load(key)) return {*found, true};
    const std::lock_guard held(lock_);
    const auto [at, is_new] = map_.try_emplace(key, v);
    return {at->second, !is_new};
  }
  std::optional<value> load_and_delete(const K& key) {
    const std::lock_guard held(lock_);
    const auto found = map_.find(key);
    if (found == map_.end()) return {};
    const value v = found->second;
    map_.erase(found);
    return v;
  }
  void erase(const K& key) {
    const std::lock_guard held(lock_);
    map_.erase(key);
  }
  template <class F>
  void range(F f) {
    const std::shared_lock held(lock_);
    for (const auto& [key, v] : map_) {
      if (!f(key, v)) return;
    }
  }

 private:
  Lock lock_;
  Map map_;
};

struct std_unordered_map {
  static constexpr char name[] = "std::unordered_map, locked";
  using visitor = no_visitor;
  template <class K>
  using of = locked_map<std::unordered_map<K, value>, std::shared_mutex>;
};

#ifdef LOCKSTEP_BENCH_ABSL
class absl_shared_mutex {
 public:
  void lock() { mutex_.Lock(); }
  void unlock() { mutex_.Unlock(); }
  void lock_shared() { mutex_.ReaderLock(); }
  void unlock_shared() { mutex_.ReaderUnlock(); }

 private:
  absl::Mutex mutex_;
};

struct absl_flat_hash_map {
  static constexpr char name[] = "absl::flat_hash_map, locked";
  using visitor = no_visitor;
  template <class K>
  using of = locked_map<absl::flat_hash_map<K, value>, absl_shared_mutex>;
};
using absl_maps = peers<absl_flat_hash_map>;
#else
using absl_maps = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_TBB
/// Both allocate as the others do; their own allocator would be a second thing to compare.
template <class K, class V>
using entry_allocator = std::allocator<std::pair<const K, V>>;

/// To go through it is not for while others write.
struct tbb_hash_map {
  static constexpr char name[] = "tbb::concurrent_hash_map";
  using visitor = no_visitor;
  template <class K>
  class of {
   public:
    explicit of(std::size_t) {}
    std::optional<value> load(const K& key) {
      typename map::const_accessor found;
      return map_.find(found, key) ? std::optional(found->second) : std::nullopt;
    }
    void store(const K& key, value v) {
      typename map::accessor held;
      map_.insert(held, key);
      held->second = v;
    }
    std::pair<value, bool> load_or_store(const K& key, value v) {
      typename map::const_accessor held;
      const bool is_new = map_.insert(held, std::pair<const K, value>(key, v));
      return {held->second, !is_new};
    }
    std::optional<value> load_and_delete(const K& key) {
      typename map::accessor held;
      if (!map_.find(held, key)) return {};
      const value v = held->second;
      map_.erase(held);
      return v;
    }
    void erase(const K& key) { map_.erase(key); }
    template <class F>
    void range(F f) {
      for (const auto& [key, v] : map_) {
        if (!f(key, v)) return;
      }
    }

   private:
    using map = tbb::concurrent_hash_map<K, value, tbb::tbb_hash_compare<K>, entry_allocator<K, value>>;
    map map_;
  };
};

/// Nothing leaves it while others are inside, and a value is one's own business.
struct tbb_unordered_map {
  static constexpr char name[] = "tbb::concurrent_unordered_map";
  using visitor = no_visitor;
  template <class K>
  class of {
   public:
    explicit of(std::size_t) {}
    std::optional<value> load(const K& key) {
      const auto found = map_.find(key);
      return found != map_.end() ? std::optional(found->second.get()) : std::nullopt;
    }
    void store(const K& key, value v) {
      const auto [at, is_new] = map_.emplace(key, v);
      if (!is_new) at->second.set(v);
    }
    std::pair<value, bool> load_or_store(const K& key, value v) {
      if (const auto found = load(key)) return {*found, true};
      const auto [at, is_new] = map_.emplace(key, v);
      return {at->second.get(), !is_new};
    }
    template <class F>
    void range(F f) {
      for (const auto& [key, v] : map_) {
        if (!f(key, v.get())) return;
      }
    }

   private:
    tbb::concurrent_unordered_map<K, shared_value, std::hash<K>, std::equal_to<K>, entry_allocator<K, shared_value>>
        map_;
  };
};
using tbb_hash_maps = peers<tbb_hash_map>;
using tbb_unordered_maps = peers<tbb_unordered_map>;
#else
using tbb_hash_maps = peers<>;
using tbb_unordered_maps = peers<>;
#endif

#ifdef LOCKSTEP_BENCH_CDS
/// Michael's hash map over lists whose items are exchanged and protected by hazard pointers. It cannot grow: it is
/// given as many buckets as keys.
struct cds_michael_map {
  static constexpr char name[] = "cds::MichaelHashMap";

  class visitor {
   public:
    visitor() {
      static const library of_the_program;
      cds::threading::Manager::attachThread();
    }
    ~visitor() { cds::threading::Manager::detachThread(); }
    visitor(const visitor&) = delete;
    visitor& operator=(const visitor&) = delete;

   private:
    struct library {
      library() {
        cds::Initialize();
        static cds::gc::HP hazard_pointers;
      }
    };
  };

  template <class K>
  class of {
   public:
    explicit of(std::size_t expected) : map_(expected, 1) {}
    std::optional<value> load(const K& key) {
      std::optional<value> found;
      map_.find(key, [&](auto& item) { found = item.second.get(); });
      return found;
    }
    /// Not by upsert, which libcds 2.3.3 lets choose the bucket by the value.
    void store(const K& key, value v) {
      map_.update(key, [v](auto& item, auto*) { item.second.set(v); });
    }
    std::pair<value, bool> load_or_store(const K& key, value v) {
      for (;;) {
        if (const auto found = load(key)) return {*found, true};
        if (map_.insert(key, v)) return {v, false};
      }
    }
    std::optional<value> load_and_delete(const K& key) {
      std::optional<value> taken;
      map_.erase(key, [&](auto& item) { taken = item.second.get(); });
      return taken;
    }
    void erase(const K& key) { map_.erase(key); }
    template <class F>
    void range(F f) {
      for (auto at = map_.begin(), end = map_.end(); at != end; ++at) {
        if (!f(at->first, at->second.get())) return;
      }
    }

   private:
    struct list_traits : cds::container::iterable_list::traits {
      using less = std::less<K>;
    };
    struct map_traits : cds::container::michael_map::traits {
      using hash = std::hash<K>;
    };
    cds::container::MichaelHashMap<
        cds::gc::HP, cds::container::IterableKVList<cds::gc::HP, K, shared_value, list_traits>, map_traits>
        map_;
  };
};
using cds_maps = peers<cds_michael_map>;
#else
using cds_maps = peers<>;
#endif

/// All; those from which one can erase; those of them that one can go through while others write.
using maps_to_range_beside_writers = joined<peers<our_map, std_unordered_map>, absl_maps, cds_maps>;
using maps_to_erase_from = joined<maps_to_range_beside_writers, tbb_hash_maps>;
using maps = joined<maps_to_erase_from, tbb_unordered_maps>;

}  // namespace lockstep::bench
