package dev.marina.launcher.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import dev.marina.launcher.Complaint;
import org.junit.jupiter.api.Test;

class GuestTestsTest {
    @Test
    void guestHasSucceededWhenItSaysSoAndHadTests() {
        assertTrue(GuestTests.succeeded(List.of("[        25 tests successful      ]", "[         0 tests failed          ]", "guest: tests ended with 0")));
    }

    @Test
    void failureSilenceAndNoTestsAtAllAreNoSuccess() {
        assertFalse(GuestTests.succeeded(List.of("[        24 tests successful      ]", "[         1 tests failed          ]", "guest: tests ended with 1")));
        assertFalse(GuestTests.succeeded(List.of("[        25 tests successful      ]", "Kernel panic - not syncing")));
        assertFalse(GuestTests.succeeded(List.of("[         0 tests successful      ]", "guest: tests ended with 0")));
        assertFalse(GuestTests.succeeded(List.of("guest: tests ended with 0")));
    }

    @Test
    void kernelIsTheOneOnWhichTheMetaPackageDepends() {
        assertEquals("linux-image-6.1.0-56-cloud-amd64", GuestKernel.realPackage("linux-image-cloud-amd64\n  Depends: linux-image-6.1.0-56-cloud-amd64\n"));
        assertThrows(Complaint.class, () -> GuestKernel.realPackage("N: Unable to locate package linux-image-cloud-amd64\n"));
    }

    @Test
    void librariesAreFoundWithAndWithoutTheirShortName() {
        assertEquals(List.of("/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"), GuestDisk.libraries("""
                \tlinux-vdso.so.1 (0x00007ffc)
                \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
                \t/lib64/ld-linux-x86-64.so.2 (0x00007f)
                """));
    }
}
