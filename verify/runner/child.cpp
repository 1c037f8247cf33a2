#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <new>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "wire.h"

namespace lockstep::verify::runner {

struct child::page {
  std::atomic<std::uint64_t> executions{0};
  std::atomic<double> fraction{-1};
  std::atomic<bool> stop{false};
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<double>::is_always_lock_free);
};

class child::page_monitor final : public models::monitor {
 public:
  page_monitor(page& shared, int pipe) : shared_(shared), pipe_(pipe) {}
  // Relaxed: nothing else travels through the page.
  bool progress(std::uint64_t executions, double fraction) override {
    shared_.executions.store(executions, std::memory_order::relaxed);
    shared_.fraction.store(fraction, std::memory_order::relaxed);
    return !shared_.stop.load(std::memory_order::relaxed);
  }
  void report(const models::search_result& so_far) override;

 private:
  page& shared_;
  int pipe_;
};

namespace {

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(file, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) std::_Exit(1);
    if (n > 0) done += static_cast<std::size_t>(n);
  }
}

/// Through the pipe goes a document a line. The last is how the search ended; those before it are reports.
void write_line(int file, const nlohmann::json& message) { write_all(file, to_text(message) + '\n'); }

[[noreturn]] void throw_errno(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

void child::page_monitor::report(const models::search_result& so_far) {
  write_line(pipe_, {{"so far", to_json(so_far)}});
}

child::child(const work& w) {
  void* const shared = mmap(nullptr, sizeof(page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw_errno("mmap");
  page_ = ::new (shared) page;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw_errno("pipe");
  std::fflush(nullptr);  // or the child would print it again
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw_errno("fork");
  if (pid_ == 0) {
    close(ends[0]);
    work_and_exit(w, *page_, ends[1], parent);
  }
  close(ends[1]);
  pipe_ = ends[0];
  fcntl(pipe_, F_SETFL, O_NONBLOCK);
}

child::~child() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(pipe_);
  munmap(page_, sizeof(page));
}

void child::work_and_exit(const work& w, page& shared, int pipe, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) std::_Exit(1);  // it died before the line above
  // These may be sent to the whole group, as a terminal does. It is for the parent to pass them on.
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  dup2(STDERR_FILENO, STDOUT_FILENO);  // standard output is the parent's table
  page_monitor watcher(shared, pipe);
  nlohmann::json message;
  bool failed = true;
  try {
    const models::search_result result = w(watcher);
    failed = result.failed.has_value();
    message = to_json(result);
  } catch (const std::invalid_argument& e) {
    message = {{"malformed", e.what()}};
  } catch (const std::exception& e) {
    message = {{"died", fmt::format("the engine threw: {}", e.what())}};
  }
  write_line(pipe, message);
  std::cout.flush();
  // After a failure, threads may still hold what a destructor needs. Otherwise leave in the regular way: that is where
  // a sanitizer turns what it saw into an exit code.
  if (failed) std::_Exit(0);
  std::exit(0);
}

bool child::receive() {
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(pipe_, buffer, sizeof buffer);
    if (n > 0) {
      received_.append(buffer, static_cast<std::size_t>(n));
    } else if (n == 0) {
      return false;
    } else if (errno != EINTR) {
      return true;
    }
  }
}

std::optional<models::search_result> child::take_report() {
  for (std::size_t end; (end = received_.find('\n')) != std::string::npos && received_.starts_with(R"({"so far")");) {
    report_ = result_from_json(nlohmann::json::parse(received_.substr(0, end)).at("so far"));
    received_.erase(0, end + 1);
  }
  return std::exchange(report_, std::nullopt);
}

ending child::end() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const char* name = sigabbrev_np(signal);
    return without_result(fmt::format("engine crashed: signal {} (SIG{})", signal, name != nullptr ? name : "?"));
  }
  if (WEXITSTATUS(status) != 0) return without_result(fmt::format("engine exited with {}", WEXITSTATUS(status)));
  try {
    const auto message = nlohmann::json::parse(received_);
    if (message.contains("died")) return without_result(message.at("died"));
    ending e;
    e.was_stopped = was_asked_to_stop_;
    if (message.contains("malformed")) {
      e.malformed = message.at("malformed");
    } else {
      e.result = result_from_json(message);
    }
    return e;
  } catch (const nlohmann::json::exception&) {
    return without_result("engine ended without a result");
  }
}

ending child::without_result(std::string died) const {
  ending e;
  e.died = std::move(died);
  e.was_stopped = was_asked_to_stop_;
  e.result.executions = executions();
  e.result.seconds = seconds();
  return e;
}

void child::ask_to_stop() {
  was_asked_to_stop_ = true;
  page_->stop.store(true, std::memory_order::relaxed);
}

void child::kill(int signal) { ::kill(pid_, signal); }

std::uint64_t child::executions() const { return page_->executions.load(std::memory_order::relaxed); }

double child::fraction() const { return page_->fraction.load(std::memory_order::relaxed); }

double child::seconds() const { return std::chrono::duration<double>(clock::now() - started_).count(); }

double child::seconds_without_progress() {
  const std::uint64_t now = executions();
  if (now != last_executions_) {
    last_executions_ = now;
    last_moved_ = clock::now();
  }
  return std::chrono::duration<double>(clock::now() - last_moved_).count();
}

}  // namespace lockstep::verify::runner
