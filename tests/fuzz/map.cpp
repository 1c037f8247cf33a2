// The map against std::unordered_map, on inputs that libFuzzer makes up: the first byte chooses a hash, then two bytes
// are an operation. MAP-1, MAP-3, MAP-5, MAP-9.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <unordered_map>
#include <utility>

#include <lockstep/sync.h>
#include <lockstep/verify/inspect.h>

namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "the map is wrong: %s\n", what);
  std::abort();
}

/// As hostile as its mask has few bits.
struct masked_hash {
  std::size_t mask;
  std::size_t operator()(int key) const { return static_cast<std::size_t>(key) & mask; }
};

class both {
 public:
  explicit both(std::size_t mask) : map_(masked_hash{mask}) {}

  void apply(std::uint8_t what, std::uint8_t operand) {
    const int key = operand % 16;
    const int value = operand / 16 % 4;
    const int expected = operand / 64;
    const auto found = peer_.find(key);
    const auto old = found == peer_.end() ? std::nullopt : std::optional(found->second);
    switch (what % 11) {
      case 0:
        require(map_.load(key) == old, "load");
        break;
      case 1:
        map_.store(key, value);
        peer_[key] = value;
        break;
      case 2:
        require(map_.load_or_store(key, value) == std::pair(old.value_or(value), old.has_value()), "load_or_store");
        peer_.emplace(key, value);
        break;
      case 3:
        require(map_.load_and_delete(key) == old, "load_and_delete");
        peer_.erase(key);
        break;
      case 4:
        map_.erase(key);
        peer_.erase(key);
        break;
      case 5:
        require(map_.swap(key, value) == old, "swap");
        peer_[key] = value;
        break;
      case 6:
        require(map_.compare_and_swap(key, expected, value) == (old == expected), "compare_and_swap");
        if (old == expected) peer_[key] = value;
        break;
      case 7:
        require(map_.compare_and_delete(key, expected) == (old == expected), "compare_and_delete");
        if (old == expected) peer_.erase(key);
        break;
      case 8:
        compare();
        break;
      case 9:
        map_.clear();
        peer_.clear();
        break;
      default:
        require(map_.visit(key, [&](int seen) { require(old == seen, "visit"); }) == old.has_value(), "visit");
    }
    const char* const violation = lockstep::inspect::violation(map_);
    require(violation == nullptr, violation);
  }

  void compare() {
    std::unordered_map<int, int> seen;
    map_.range([&](int key, int value) {
      require(seen.emplace(key, value).second, "range visits a key twice");
      return true;
    });
    require(seen == peer_, "range");
  }

 private:
  lockstep::map<int, int, masked_hash> map_;
  std::unordered_map<int, int> peer_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  both maps(data[0]);
  for (std::size_t i = 1; i + 1 < size; i += 2) maps.apply(data[i], data[i + 1]);
  maps.compare();
  return 0;
}
