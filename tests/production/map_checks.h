#pragma once

// What the tests of the map share: hostile hashes, things that can fail, and policies that count what they hand out.

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <map>
#include <new>
#include <optional>
#include <utility>

#include <lockstep/sync.h>
#include <lockstep/verify/inspect.h>

namespace lockstep::tests {

/// Every key collides with every other.
struct all_equal_hash {
  template <class K>
  std::size_t operator()(const K&) const {
    return 0;
  }
};

/// Four hashes for all keys.
struct truncated_hash {
  template <class K>
  std::size_t operator()(const K& key) const {
    return std::hash<K>()(key) % 4;
  }
};

/// Blows once, after so many steps.
struct fuse {
  struct blown {};
  static inline int steps_left = -1;  // negative: never
  static bool burns_down() { return steps_left >= 0 && steps_left-- == 0; }
};

/// What the map has asked a policy for and not given back.
struct balance {
  std::size_t objects = 0;
  std::size_t bytes = 0;
  friend bool operator==(const balance&, const balance&) = default;
};

/// Production's policy that keeps a balance, and whose allocations can fail. Each Tag has statics of its own.
template <class Tag>
struct watched_allocation : models::native {
  static inline balance live;

  template <class T, class... Args>
  static T* create(Args&&... args) {
    if (fuse::burns_down()) throw std::bad_alloc();
    T* const made = models::native::create<T>(std::forward<Args>(args)...);
    live.objects += 1;
    live.bytes += sizeof(T);
    return made;
  }
  template <class T>
  static void destroy(T* object) noexcept {
    live.objects -= 1;
    live.bytes -= sizeof(T);
    models::native::destroy(object);
  }
  template <class T>
  static T* create_array(std::size_t count) {
    if (fuse::burns_down()) throw std::bad_alloc();
    T* const made = models::native::create_array<T>(count);
    live.objects += 1;
    live.bytes += sizeof(T) * count;
    return made;
  }
  template <class T>
  static void destroy_array(T* objects, std::size_t count) noexcept {
    live.objects -= 1;
    live.bytes -= sizeof(T) * count;
    models::native::destroy_array(objects, count);
  }
};

/// An int that counts how many of it there are.
class counted_int {
 public:
  static inline int alive = 0;

  explicit counted_int(int value) : value_(value) { ++alive; }
  counted_int(const counted_int& other) : value_(other.value_) { ++alive; }
  counted_int(counted_int&& other) noexcept : value_(other.value_) { ++alive; }
  counted_int& operator=(const counted_int&) = default;
  counted_int& operator=(counted_int&&) noexcept = default;
  ~counted_int() { --alive; }

  int get() const { return value_; }
  friend bool operator==(const counted_int&, const counted_int&) = default;

 private:
  int value_;
};

/// What is in a map, by range; a key that comes twice is an error.
template <class Map>
auto contents_of(Map& m) {
  std::map<int, int> found;
  m.range([&](const auto& key, const auto& value) {
    const auto number = [](const auto& of) {
      if constexpr (requires { of.get(); }) {
        return of.get();
      } else {
        return of;
      }
    };
    EXPECT_TRUE(found.emplace(number(key), number(value)).second) << "range has visited a key twice";
    return true;
  });
  return found;
}

/// MAP-3. The map must be at rest.
template <class Map>
void expect_in_order(const Map& m) {
  const char* const wrong = inspect::violation(m);
  EXPECT_EQ(wrong, nullptr) << wrong;
}

}  // namespace lockstep::tests
