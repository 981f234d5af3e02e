package dev.marina.examples.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class AptSourceTest {
    @Test
    void theMirrorIsReadFromALine() {
        assertEquals(Optional.of("http://mirror/debian"), AptSource.mirror("""
                deb http://other/debian-security bookworm-security main
                deb [signed-by=/x.gpg] http://mirror/debian bookworm main contrib
                """, "bookworm"));
    }

    @Test
    void theMirrorIsReadFromAParagraph() {
        assertEquals(Optional.of("http://mirror/debian"), AptSource.mirror("""
                Types: deb
                URIs: http://mirror/debian
                Suites: bookworm bookworm-updates
                Components: main

                Types: deb
                URIs: http://mirror/debian-security
                Suites: bookworm-security
                """, "bookworm"));
    }

    @Test
    void aThirdPartysListIsNotTheMirror() {
        assertEquals(Optional.empty(), AptSource.mirror("deb https://packages.example.org/apt tools main\n", "bookworm"));
    }
}
