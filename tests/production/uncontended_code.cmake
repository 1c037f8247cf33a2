# What the compiler makes of an uncontended path (MUTEX-15, WG-8, ONCE-4), on x86-64: on the way to the first return so
# many locked instructions, so many of those compare-exchanges, so many operands in memory, and no call. A number that is
# not given may be any.
#
#   cmake -D compiler=... -D source=... -D includes=a,b -D object=... -D function=... [-D locked=N] [-D exchanges=N]
#     [-D operands=N] -P uncontended_code.cmake

string(REPLACE "," ";-I" includes "-I${includes}")
execute_process(COMMAND ${compiler} -std=c++20 -O2 ${includes} -c ${source} -o ${object} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${objdump} -d --no-show-raw-insn --disassemble=${function} ${object}
                OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)

if(NOT listing MATCHES "<${function}>:\n(.*)")
  message(FATAL_ERROR "no ${function} in the listing:\n${listing}")
endif()
set(code "${CMAKE_MATCH_1}")
string(REGEX MATCH "[\t ]ret" return "${code}")
if(NOT return)
  message(FATAL_ERROR "no return:\n${code}")
endif()
string(FIND "${code}" "${return}" end)
string(SUBSTRING "${code}" 0 ${end} path)

string(REGEX MATCHALL "[\t ](lock|xchg) " found_locked "${path}")
string(REGEX MATCHALL "lock cmpxchg" found_exchanges "${path}")
string(REGEX MATCHALL "\\(%r" found_operands "${path}")
string(REGEX MATCHALL "[\t ]call" found_calls "${path}")
set(calls 0)
foreach(what locked exchanges operands calls)
  list(LENGTH found_${what} count)
  if(DEFINED ${what} AND NOT count EQUAL ${what})
    message(FATAL_ERROR "${count} ${what} before the first return, not ${${what}}:\n${path}")
  endif()
endforeach()
