/* Holds a pod's namespaces: reaps what is orphaned in it and ends on SIGTERM or SIGINT. No libc, so that it stays under 1 KB:
 *
 *   gcc -static -nostdlib -Os -s -fno-stack-protector -fno-asynchronous-unwind-tables \
 *       -Wl,--build-id=none -Wl,-z,noseparate-code -o pause pause.c
 *
 * The program made from it lies beside it, so that a machine needs no compiler. x86-64 only. */

static long call4(long number, long a, long b, long c, long d) {
    long result;
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}

#define SYS_RT_SIGPROCMASK 14
#define SYS_RT_SIGTIMEDWAIT 128
#define SYS_WAIT4 61
#define SYS_EXIT 60
#define SIGINT 2
#define SIGTERM 15
#define SIGCHLD 17
#define WNOHANG 1

void _start(void) {
    unsigned long set = 1UL << (SIGINT - 1) | 1UL << (SIGTERM - 1) | 1UL << (SIGCHLD - 1);
    call4(SYS_RT_SIGPROCMASK, 0, (long) &set, 0, sizeof set);
    for (;;) {
        long signal = call4(SYS_RT_SIGTIMEDWAIT, (long) &set, 0, 0, sizeof set);
        if (signal == SIGCHLD) {
            while (call4(SYS_WAIT4, -1, 0, WNOHANG, 0) > 0) {
            }
        } else if (signal == SIGINT || signal == SIGTERM) {
            call4(SYS_EXIT, 0, 0, 0, 0);
        }
    }
}
