#include <lockstep/models/litmus.h>

#include <array>
#include <charconv>
#include <memory>
#include <new>

#include <lockstep/models/machine.h>

namespace lockstep::models::litmus {

namespace {

using where = std::source_location;

/// A scanner of one program.
class scanner {
 public:
  explicit scanner(std::string_view text) : text_(text) {}

  program all() {
    program p(1);
    skip();
    for (;;) {
      p.back().push_back(one());
      const std::size_t end = at_;
      skip();
      if (at_ == text_.size()) break;
      if (text_.substr(at_, 2) == "||") {
        if (p.size() == max_threads) fail("at most 8 threads");
        at_ += 2;
        skip();
        p.emplace_back();
      } else if (end == at_) {
        fail("a space");
      }
    }
    return p;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const { throw syntax_error(at_ + 1, expected); }
  void skip() {
    while (at_ != text_.size() && text_[at_] == ' ') ++at_;
  }
  char next() const { return at_ == text_.size() ? '\0' : text_[at_]; }
  void expect(char c) {
    if (next() != c) fail(std::string("'") + c + "'");
    ++at_;
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    const auto [rest, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail("a number");
    at_ = static_cast<std::size_t>(rest - text_.data());
    return value;
  }
  unsigned place() {
    const char c = next();
    if (c < 'x' || c > 'z') fail("a place: x, y or z");
    ++at_;
    return static_cast<unsigned>(c - 'x');
  }
  std::memory_order order(std::string_view allowed) {
    expect('.');
    constexpr std::array<std::pair<std::string_view, std::memory_order>, 5> orders{
        {{"rlx", std::memory_order::relaxed},
         {"acq", std::memory_order::acquire},
         {"rel", std::memory_order::release},
         {"ar", std::memory_order::acq_rel},
         {"sc", std::memory_order::seq_cst}}};
    for (const auto& [name, meaning] : orders) {
      if (text_.substr(at_, name.size()) != name || allowed.find(name) == std::string_view::npos) continue;
      at_ += name.size();
      return meaning;
    }
    fail("an order: " + std::string(allowed));
  }

  operation one() {
    using kind = operation::kind;
    operation o{};
    const char c = next();
    ++at_;
    switch (c) {
      case 'W':
        o.what = kind::write;
        o.place = place();
        o.value = number();
        o.order = order("rlx, rel, sc");
        return o;
      case 'R':
        o.what = kind::read;
        o.place = place();
        o.order = order("rlx, acq, sc");
        return o;
      case 'A':
      case 'X':
        o.what = c == 'A' ? kind::add : kind::exchange;
        o.place = place();
        o.value = number();
        o.order = order("rlx, acq, rel, ar, sc");
        return o;
      case 'C':
        o.what = kind::compare_exchange;
        o.place = place();
        o.expected = number();
        expect('>');
        o.value = number();
        o.order = order("rlx, acq, rel, ar, sc");
        o.failure = o.order == std::memory_order::release   ? std::memory_order::relaxed
                    : o.order == std::memory_order::acq_rel ? std::memory_order::acquire
                                                            : o.order;
        return o;
      case 'F':
        o.what = kind::fence;
        o.order = order("acq, rel, ar, sc");
        return o;
      default:
        --at_;
        fail("an operation: W, R, A, X, C or F");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The program that is explored; an engine makes programs without arguments.
const program* explored = nullptr;
bool observes = false;

class interpreter final : public models::program {
 public:
  interpreter() {
    for (cell& c : places_) current_machine->construct(c, false, 0, where::current());
  }
  ~interpreter() override {
    for (cell& c : places_) current_machine->destroy(c);
  }
  void before() override {}
  void thread(int index) override {
    const litmus::thread& t = (*explored)[static_cast<std::size_t>(index)];
    for (std::size_t i = 0; i != t.size(); ++i) {
      const std::uint64_t result = run(t[i]);
      if (!observes || !t[i].has_result()) continue;
      std::string& all = results_[static_cast<std::size_t>(index)];
      if (!all.empty()) all += ' ';
      all += std::to_string(index);
      all += ':';
      all += std::to_string(i);
      all += '=';
      all += std::to_string(result);
    }
  }
  void after() override {
    for (const std::string& part : results_) {
      if (!part.empty()) current_run->observe(part);
    }
  }
  void invariant() const override {}

 private:
  std::uint64_t run(const operation& o) {
    using kind = operation::kind;
    machine& m = *current_machine;
    cell& c = places_[o.place];
    const where w = where::current();
    switch (o.what) {
      case kind::write:
        m.store(c, o.value, o.order, w);
        return 0;
      case kind::read:
        return m.load(c, o.order, w);
      case kind::add:
        return m.fetch(c, rmw::add, o.value, o.order, w);
      case kind::exchange:
        return m.exchange(c, o.value, o.order, w);
      case kind::compare_exchange: {
        std::uint64_t expected = o.expected;
        m.compare_exchange(c, false, expected, o.value, o.order, o.failure, w);
        return expected;
      }
      case kind::fence:
        break;
    }
    m.fence(o.order, w);
    return 0;
  }

  std::array<cell, litmus::places> places_;
  std::array<std::string, max_threads> results_;
};

class patient final : public monitor {
 public:
  bool progress(std::uint64_t, double) override { return true; }
};

}  // namespace

program parse(std::string_view text) { return scanner(text).all(); }

search_result explore(const program& p, memory_model model, bool outcomes) {
  search_plan plan;
  plan.model = model;
  patient watcher;
  return explore(p, plan, watcher, outcomes);
}

std::uint8_t alike(const program& p) {
  unsigned same = 0;
  for (std::size_t t = 1; t != p.size(); ++t) same |= (p[t - 1] == p[t] ? 1u : 0u) << (t - 1);
  return static_cast<std::uint8_t>(same);
}

search_result explore(const program& p, const search_plan& plan, monitor& watcher, bool outcomes, std::uint8_t alike) {
  explored = &p;
  observes = outcomes;
  const program_type type{static_cast<int>(p.size()),
                          sizeof(interpreter),
                          alignof(interpreter),
                          [](void* storage) -> models::program* { return ::new (storage) interpreter; },
                          {},
                          alike};
  search_result result = explore_engine().search(type, plan, watcher);
  explored = nullptr;
  return result;
}

}  // namespace lockstep::models::litmus
