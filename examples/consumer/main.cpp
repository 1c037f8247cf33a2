// Eight threads print on a machine room's two printers and keep the accounts together.

#include <algorithm>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include <lockstep/sync.h>

namespace {

lockstep::semaphore free_printers;  // counts what is to be had: here, after main's releases, two
lockstep::mutex accounts;           // protects what follows
int pages = 0;
int busy_printers = 0;
int most_busy_printers = 0;

void print_a_page() {
  free_printers.acquire();
  {
    std::lock_guard lock(accounts);
    most_busy_printers = std::max(most_busy_printers, ++busy_printers);
  }
  std::this_thread::yield();  // the printer prints
  {
    std::lock_guard lock(accounts);
    --busy_printers;
    ++pages;
  }
  free_printers.release();
}

}  // namespace

int main() {
  free_printers.release();
  free_printers.release();
  {
    std::vector<std::jthread> users;
    for (int user = 0; user != 8; ++user) {
      users.emplace_back([] {
        for (int page = 0; page != 100; ++page) print_a_page();
      });
    }
  }  // joins
  std::cout << pages << " pages, never more than two printers busy: " << std::boolalpha << (most_busy_printers <= 2)
            << '\n';
  return pages == 800 && most_busy_printers <= 2 ? 0 : 1;
}
