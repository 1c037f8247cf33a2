# What the compiler makes of an uncontended lock and unlock (MUTEX-15), on x86-64: on the way to the first return two locked
# compare-exchanges, and no call.
#
#   cmake -D compiler=... -D source=... -D includes=a,b -D object=... -P uncontended_code.cmake

string(REPLACE "," ";-I" includes "-I${includes}")
execute_process(COMMAND ${compiler} -std=c++20 -O2 ${includes} -c ${source} -o ${object} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${objdump} -d --no-show-raw-insn --disassemble=lock_and_unlock ${object}
                OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)

if(NOT listing MATCHES "<lock_and_unlock>:\n(.*)")
  message(FATAL_ERROR "no lock_and_unlock in the listing:\n${listing}")
endif()
set(code "${CMAKE_MATCH_1}")
string(REGEX MATCH "[\t ]ret" return "${code}")
if(NOT return)
  message(FATAL_ERROR "no return:\n${code}")
endif()
string(FIND "${code}" "${return}" end)
string(SUBSTRING "${code}" 0 ${end} path)

string(REGEX MATCHALL "lock cmpxchg" exchanges "${path}")
string(REGEX MATCHALL "[\t ](lock|xchg) " locked "${path}")
string(REGEX MATCHALL "[\t ]call" calls "${path}")
foreach(wanted "exchanges;2" "locked;2" "calls;0")
  list(GET wanted 0 what)
  list(GET wanted 1 count)
  list(LENGTH ${what} found)
  if(NOT found EQUAL count)
    message(FATAL_ERROR "${found} ${what} before the first return, not ${count}:\n${path}")
  endif()
endforeach()
