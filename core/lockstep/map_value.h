#pragma once

// What an entry of a map holds: one word, which is nothing, a value, or where the value is. See map.h for who owns
// what.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include <lockstep/hazard_pointer.h>
#include <lockstep/policy.h>

namespace lockstep {

/// Whether a word can take the place of a value: two of the same bytes are as good as each other, and none is padding.
template <class V>
inline constexpr bool fits_in_map_word =
    sizeof(V) <= sizeof(std::uintptr_t) && std::is_trivially_copyable_v<V> &&
    (std::has_unique_object_representations_v<V> || std::is_same_v<V, float> || std::is_same_v<V, double>);

/// A value in memory of its own. It does not change; a store puts another box in its place.
template <policy P, class V>
struct map_box : hazard_object<P, map_box<P, V>> {
  template <class Arg>
  explicit map_box(Arg&& arg) : value(std::forward<Arg>(arg)) {}

  const V& get() const {
    if constexpr (fits_in_map_word<V>) {
      return value.read();
    } else {
      return value;
    }
  }

  // Such a value has no members that a model could watch, so it is watched as a whole. At a multiple of 8, for the mark
  // in map_value.
  alignas(8) alignas(V) const std::conditional_t<fits_in_map_word<V>, typename P::template plain<V>, V> value;
};

/// What an entry holds.
///
///   lowest 3 bits   all others
///   011             0         nothing: deleted
///   011             1         expunged: deleted, and missing from dirty; a store has to put the entry back there first
///   011             else      the address of a box, which is a multiple of 8
///   else                      a bare value, rotated left by 3
///
/// A value is bare if it is no larger than the word, its bytes are all there is to it, and its three highest bits are
/// not 011. So are all that are smaller than the word; and of those of 64 bits, every pointer of a Linux process that
/// has no tag at its top, all double below 2^513, and all integers but those from 3 * 2^61 to 2^63. Each other gets a
/// box. To tell the two apart costs a mask; a box costs an allocation, a retirement, and each reader two stores, a
/// second look and a cache line.
template <policy P, class V>
class map_value {
 public:
  using word = std::uintptr_t;
  using box = map_box<P, V>;

  static constexpr bool may_be_bare = fits_in_map_word<V>;
  static constexpr bool is_always_bare = may_be_bare && sizeof(V) < sizeof(word);

  /// Nothing.
  constexpr map_value() = default;
  explicit constexpr map_value(word its_word) : word_(its_word) {}
  static constexpr map_value expunged() { return map_value(mark | 8); }

  /// A value made bare, or else moved into a new box, which is the caller's. May then allocate, and throw.
  template <class Arg>
  static map_value of(Arg&& value) {
    if constexpr (may_be_bare) {
      const map_value bare(std::rotl(bits_of(value), 3));
      if (is_always_bare || bare.is_bare()) return bare;
    }
    return map_value(reinterpret_cast<word>(P::template create<box>(std::forward<Arg>(value))) | mark);
  }

  word as_word() const { return word_; }
  bool is_expunged() const { return *this == expunged(); }
  bool is_bare() const { return may_be_bare && (word_ & 7) != mark; }
  bool is_boxed() const { return !is_always_bare && !is_bare() && word_ > expunged().word_; }
  bool has_value() const { return is_bare() || is_boxed(); }
  /// The box with the value; null if there is none.
  box* boxed() const { return is_boxed() ? reinterpret_cast<box*>(word_ - mark) : nullptr; }
  /// Calls f with the value; there is one, and if it is boxed, it is protected.
  template <class F>
  [[gnu::always_inline]] auto pass_to(F&& f) const {
    if constexpr (may_be_bare) {
      if (is_always_bare || is_bare()) [[likely]] {
        const V value = from_bits(std::rotr(word_, 3));
        return std::forward<F>(f)(value);
      }
    }
    return std::forward<F>(f)(reinterpret_cast<const box*>(word_ - mark)->get());
  }
  /// The same for whoever wants a copy; nothing if there is none.
  [[gnu::always_inline]] std::optional<V> copy() const {
    if (!has_value()) return std::nullopt;
    return pass_to([](const V& original) { return std::optional<V>(original); });
  }

  friend bool operator==(const map_value&, const map_value&) = default;

 private:
  static constexpr word mark = 3;
  using bytes = std::array<unsigned char, sizeof(V)>;

  // Where the value is in a word's bytes: at the lower end, so that a smaller one leaves the highest bits zero.
  static constexpr std::size_t first = std::endian::native == std::endian::little ? 0 : sizeof(word) - sizeof(V);

  static word bits_of(const V& value) {
    word all = 0;
    const auto parts = std::bit_cast<bytes>(value);
    std::memcpy(reinterpret_cast<unsigned char*>(&all) + first, parts.data(), sizeof parts);
    return all;
  }
  static V from_bits(word all) {
    bytes parts;
    std::memcpy(parts.data(), reinterpret_cast<const unsigned char*>(&all) + first, sizeof parts);
    return std::bit_cast<V>(parts);
  }

  word word_ = mark;
};

}  // namespace lockstep
