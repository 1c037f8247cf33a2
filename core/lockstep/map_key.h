#pragma once

namespace lockstep {

/// What stands for a key in a map's look-up: a K, or if Hash and Equal are transparent a Q, whatever that is. A type of
/// its own for each of the two, so that Q can be deduced where it matters.
template <class K, class Hash, class Equal>
struct map_key_arg {
  template <class Q>
  using type = K;
};

template <class K, class Hash, class Equal>
  requires requires {
    typename Hash::is_transparent;
    typename Equal::is_transparent;
  }
struct map_key_arg<K, Hash, Equal> {
  template <class Q>
  using type = Q;
};

}  // namespace lockstep
