// Lets the package declare functions without a body: sema_test.go takes them from the runtime.
