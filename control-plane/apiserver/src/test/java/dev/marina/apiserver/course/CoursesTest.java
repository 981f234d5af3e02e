package dev.marina.apiserver.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import org.junit.jupiter.api.Test;

class CoursesTest {

    private static final ClusterId ACME = new ClusterId("00000000000000a1");
    private static final ClusterId GLOBEX = new ClusterId("00000000000000b2");

    @Test
    void whoWritesMuchForgetsTheirOwnFirst() {
        Courses courses = new Courses(4_000, 1_000_000);
        courses.keep(GLOBEX, "theirs", new byte[100]);
        for (int i = 0; i < 1_000; i++) {
            courses.keep(ACME, "r" + i, new byte[500]);
        }
        assertTrue(courses.find(GLOBEX, "theirs").isPresent());
        assertTrue(courses.find(ACME, "r999").isPresent());
        assertTrue(courses.find(ACME, "r0").isEmpty());
        assertTrue(courses.weights().get(ACME) <= 4_000);
        assertTrue(courses.find(GLOBEX, "r999").isEmpty());
    }

    @Test
    void allTogetherHaveABoundAndWhatIsTooLargeIsNotKept() {
        Courses courses = new Courses(4_000, 10_000);
        for (int i = 0; i < 50; i++) {
            courses.keep(new ClusterId("%016x".formatted(i + 1)), "r", new byte[1_000]);
        }
        assertTrue(courses.weights().values().stream().mapToLong(Long::longValue).sum() <= 10_000);
        assertTrue(courses.find(new ClusterId("%016x".formatted(50)), "r").isPresent());
        courses.keep(ACME, "large", new byte[5_000]);
        assertTrue(courses.find(ACME, "large").isEmpty());
    }

    @Test
    void aRequestIsKeptOnce() {
        Courses courses = new Courses(4_000, 10_000);
        courses.keep(ACME, "r", new byte[10]);
        courses.keep(ACME, "r", new byte[20]);
        assertEquals(20, courses.find(ACME, "r").orElseThrow().length);
        assertEquals(20 + 256, courses.weights().get(ACME));
    }
}
