#include "arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "text.h"
#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

using models::search_kind;

/// CLI11 alone would take "010" for 8 and "0x10" for 16.
template <class Number>
CLI::Validator number_from(Number least, Number most = std::numeric_limits<Number>::max()) {
  return {[least, most](std::string& text) -> std::string {
            Number n{};
            const char* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, n);
            if (read.ec == std::errc{} && read.ptr == end && n >= least && n <= most) {
              text = std::to_string(n);
              return {};
            }
            return fmt::format("'{}' is not a whole number from {} to {}", text, least, most);
          },
          ""};
}

CLI::Validator positive_seconds() {
  return {[](std::string& text) -> std::string {
            double n = 0;
            const char* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, n, std::chars_format::fixed);
            if (read.ec == std::errc{} && read.ptr == end && std::isfinite(n) && n > 0) return {};
            return fmt::format("'{}' is not a positive number of seconds", text);
          },
          ""};
}

template <class Value>
CLI::Option* add_choice(CLI::App& command, const std::string& name, Value& value,
                        const std::vector<std::pair<std::string, std::remove_cvref_t<Value>>>& choices,
                        const std::string& help) {
  std::string names;
  for (const auto& choice : choices) names += (names.empty() ? "" : "|") + choice.first;
  const auto choose = [&value, choices, name, names](const std::string& text) {
    for (const auto& choice : choices) {
      if (choice.first == text) {
        value = choice.second;
        return;
      }
    }
    throw CLI::ValidationError(name, fmt::format("'{}' is not one of {}", text, names));
  };
  return command.add_option_function<std::string>(name, choose, help)->type_name(names);
}

void add_list(CLI::App& app, list_request& r) {
  CLI::App& command = *app.add_subcommand("list", "Show the scenarios, or the claims and who checks them");
  command.add_option("GLOB", r.globs, "Only scenarios whose names match, for example 'mutex/*'");
  command.add_flag("--claims", r.claims, "Each claim of docs/claims.md with the scenarios that cite it");
}

const std::vector<std::pair<std::string, models::memory_model>> models_by_name{
    {"rc11", models::memory_model::rc11},
    {"rc11-published", models::memory_model::rc11_published},
    {"sc", models::memory_model::sc}};

void add_explore_options(CLI::App& command, verify_request& r) {
  add_choice(command, "--model", r.model, models_by_name, "Engine explore: the memory model (default: rc11)");
  command.add_flag("--weak-failures", r.weak_failures,
                   "Engine explore: a weak compare-exchange may also fail for no reason");
  command.add_flag_callback(
      "--no-symmetry", [&r] { r.symmetry = false; },
      "Engine explore: tell threads apart that a scenario states to be alike");
  command
      .add_option_function<std::string>(
          "--shard",
          [&r](const std::string& text) {
            const char* const end = text.data() + text.size();
            const auto [slash, first] = std::from_chars(text.data(), end, r.shard.first);
            const auto [rest, second] = slash != end && *slash == '/'
                                            ? std::from_chars(slash + 1, end, r.shard.second)
                                            : std::from_chars_result{slash, std::errc::invalid_argument};
            if (first != std::errc{} || second != std::errc{} || rest != end || r.shard.first < 1 ||
                r.shard.first > r.shard.second || r.shard.second > 4096) {
              throw CLI::ValidationError("--shard", fmt::format("'{}' is not I/N with 1 <= I <= N <= 4096", text));
            }
            --r.shard.first;
          },
          "Engine explore: only this part of the search; the N parts are disjoint, and together the whole")
      ->type_name("I/N");
  command.add_flag("--collect", r.collect, "Engine explore: go on after a failure, and show one of each kind");
  command
      .add_option("--checkpoint", r.checkpoint,
                  "Engine explore: keep in this file how far the searches have come, and go on from there if it exists")
      ->type_name("FILE");
}

void add_verify(CLI::App& app, verify_request& r) {
  CLI::App& command = *app.add_subcommand("verify", "Search scenarios for failures, the canaries first");
  command.add_option("GLOB", r.globs, "Only scenarios whose names match, for example 'mutex/*'");
  command
      .add_option("--engine", r.engine,
                  "relacy explores interleavings, explore execution graphs (both by default); stress runs real threads")
      ->type_name("NAME");
  add_choice(command, "--search", r.search,
             {{"full", search_kind::full}, {"bound", search_kind::bound}, {"random", search_kind::random}},
             "Search every scenario so, instead of as it states itself");
  add_choice(command, "--profile", r.depth, {{"quick", profile::quick}, {"full", profile::full}},
             "Which of the plans that a scenario states (default: quick)");
  command.add_option("--bound", r.bound, "Preemptions in one execution, for --search bound (default: 3)")
      ->transform(number_from(0u, 1000u))
      ->type_name("N");
  command.add_option("--iterations", r.iterations, "Executions of one scenario, for random search and for stress")
      ->transform(number_from<std::uint64_t>(1))
      ->type_name("N");
  command.add_option("--seconds", r.seconds, "Time box of one scenario")->check(positive_seconds())->type_name("N");
  command.add_option("--seed", r.seed, "Seed of a random search (default: 1)")
      ->transform(number_from<std::uint64_t>(0))
      ->type_name("N");
  command.add_option("--jobs", r.jobs, "Scenarios at once (default: one a processor; stress: 1)")
      ->transform(number_from(1u, 4096u))
      ->type_name("N");
  command.add_option("--patience", r.patience, "Seconds without a finished execution that are a hang (default: 30)")
      ->check(positive_seconds())
      ->type_name("N");
  command.add_flag_callback(
      "--no-reduction", [&r] { r.reduce = false; },
      "Full search: also try interleavings that differ in the order of independent steps");
  add_explore_options(command, r);
  command.add_flag("--verbose", r.verbose, "Print the failures that wrong scenarios find, too");
  command.add_option("--json", r.json, "Write everything to this file as JSON")->type_name("FILE");
  command.add_option("--junit", r.junit, "Write the results to this file as JUnit XML")->type_name("FILE");
  command.add_option("--html", r.html, "Write the results to this file as a page, each failure drawn")
      ->type_name("FILE");
  command.add_option("--traces", r.traces, "Write each failure to a file of its own in this folder, for show")
      ->type_name("FOLDER");
  command
      .add_option_function<std::string>(
          "--annotations", [&r](const std::string&) { r.annotate = true; },
          "Print each failure once more, in the form that makes the service mark the line")
      ->check(CLI::IsMember({"github"}))
      ->type_name("github");
}

void add_litmus(CLI::App& app, litmus_request& r) {
  CLI::App& command = *app.add_subcommand("litmus", "Count the executions of litmus programs, one a line");
  command.add_option("FILE", r.files, "Files with programs, or - for standard input")->required();
  add_choice(command, "--model", r.model, models_by_name, "The memory model (default: rc11)");
  command.add_flag("--check", r.check, "Compare with the counts beside the programs and print the differences");
  command.add_flag("--outcomes", r.outcomes, "Print each set of values that the registers end with, too");
}

void add_replay(CLI::App& app, replay_request& r) {
  CLI::App& command = *app.add_subcommand("replay", "Show one execution again");
  command.add_option("SCENARIO", r.scenario, "The scenario's name")->required();
  command.add_option("STRING", r.schedule, "The replay string of a failure")->required();
  command.add_option("--engine", r.engine, "The engine that printed the string (default: as it looks)")
      ->type_name("NAME");
  command.add_option("--trace", r.trace, "Write the execution to this file, for show")->type_name("FILE");
}

void add_show(CLI::App& app, show_request& r) {
  CLI::App& command = *app.add_subcommand("show", "Draw an execution: a column a thread, time downwards");
  command.add_option("TRACE", r.trace, "The file that replay --trace or verify --traces wrote")->required();
  command.add_option("--html", r.html, "As a page, to be stepped through")->type_name("FILE");
  command.add_option("--svg", r.svg, "As a picture")->type_name("FILE");
}

void add_mutate(CLI::App& app, mutate_request& r) {
  CLI::App& command = *app.add_subcommand("mutate", "Plant faults in core one at a time, and see who finds them");
  command.add_option("GLOB", r.globs, "Only scenarios whose names match, and what they come by");
  // Each takes one value and no more: what follows is a GLOB of the command's own.
  command
      .add_option("--mutant", r.mutants,
                  "Only mutants whose names match, for example '*/lock_slow/*'; may be given again")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command.add_option("--engine", r.engines, "An engine that searches; may be given again (default: all that explore)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--jobs", r.jobs, "Mutants at once (default: one a processor)")
      ->transform(number_from(1u, 4096u))
      ->type_name("N");
  command.add_flag("--sample", r.sample, "One mutant in eight");
  command.add_option("--equivalents", r.equivalents, "The list of mutants that change nothing")->type_name("FILE");
  command.add_option("--json", r.json, "Write everything to this file as JSON")->type_name("FILE");
}

void add_audit(CLI::App& app, audit_request& r) {
  CLI::App& command = *app.add_subcommand("audit", "Join the claims with what was checked, and say what is missing");
  command.add_option("FILE", r.files, "What verify and mutate wrote with --json, and test runs as JUnit XML")
      ->required();
  command.add_option("--source", r.source, "The source tree (default: the one this was built from)")
      ->type_name("FOLDER");
  command.add_flag("--record", r.record, "Write what there is to verify/record of the source tree, instead of judging");
  command.add_option("--html", r.html, "Write a page that shows everything to this file")->type_name("FILE");
  command.add_option("--json", r.json, "Write everything to this file as JSON")->type_name("FILE");
}

[[noreturn]] void throw_usage_error(std::string message) {
  message = one_line(message);
  if (message.starts_with("The ")) message[0] = 't';
  throw usage_error(message);
}

void require_command(const CLI::App& app, int argc, char** argv) {
  const std::string known = "the commands are list, verify, replay, show, mutate, audit and litmus (see --help)";
  if (argc < 2) throw usage_error("no command: " + known);
  const std::string first = argv[1];
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  const bool is_command = std::any_of(commands.begin(), commands.end(),
                                      [&](const CLI::App* command) { return command->get_name() == first; });
  if (!is_command && !first.starts_with('-')) throw usage_error("no command '" + first + "': " + known);
}

void reject_contradictions(const verify_request& r) {
  const bool random = r.engine == "stress" || r.search == search_kind::random;
  if (r.engine == "stress" && r.search && r.search != search_kind::random) {
    throw usage_error("engine stress searches at random only");
  }
  if (!r.engine.empty() && r.engine != "explore" && r.asks_for_explore()) {
    throw usage_error(
        "--model, --weak-failures, --no-symmetry, --shard, --collect and --checkpoint are for engine explore");
  }
  if (r.shard.second != 1 && random) throw usage_error("--shard is for full search");
  if (!r.checkpoint.empty() && random) throw usage_error("--checkpoint is for full search");
  if (!r.checkpoint.empty() && (r.checkpoint == r.json || r.checkpoint == r.junit || r.checkpoint == r.html)) {
    throw usage_error("--checkpoint names the file of another option");
  }
  if (r.bound && r.search != search_kind::bound) throw usage_error("--bound needs --search bound");
  if (r.iterations && !random) throw usage_error("--iterations needs --search random or --engine stress");
  if (!r.reduce && (random || r.search == search_kind::bound)) throw usage_error("--no-reduction is for full search");
  if (!r.json.empty() && r.json == r.junit) throw usage_error("--json and --junit name the same file");
  if (!r.html.empty() && (r.html == r.json || r.html == r.junit)) {
    throw usage_error("--html names the file of another option");
  }
}

}  // namespace

request parse(int argc, char** argv) {
  list_request list;
  verify_request verify;
  replay_request replay;
  mutate_request mutate;
  litmus_request litmus;
  audit_request audit;
  show_request show;
  CLI::App app{"lockstep: searches the interleavings of concurrent scenarios for failures", "lockstep"};
  app.set_version_flag("--version", "lockstep " LOCKSTEP_VERSION);
  add_list(app, list);
  add_verify(app, verify);
  add_replay(app, replay);
  add_mutate(app, mutate);
  add_litmus(app, litmus);
  add_audit(app, audit);
  add_show(app, show);
  app.require_subcommand(0, 1);
  require_command(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    app.exit(help);
    return nothing{};
  } catch (const CLI::ParseError& e) {
    throw_usage_error(e.what());
  }
  if (app.got_subcommand("list")) return list;
  if (app.got_subcommand("replay")) return replay;
  if (app.got_subcommand("mutate")) return mutate;
  if (app.got_subcommand("litmus")) return litmus;
  if (app.got_subcommand("audit")) return audit;
  if (app.got_subcommand("show")) return show;
  reject_contradictions(verify);
  return verify;
}

}  // namespace lockstep::verify::runner
