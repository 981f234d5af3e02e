package dev.marina.tenancy.teaching;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.management.FakeLabs;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ClassRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    private static List<String> fields(Executable attempt) {
        return ((Problem.Invalid) assertThrows(ProblemException.class, attempt).problem()).fields().stream().map(field -> field.field()).toList();
    }

    @Test
    void labsAndThoseOfCoursesAreOpenInTheInstallationsOrder() {
        assertEquals(List.of("first-pod", "labels", "access"), ClassRules.labs(List.of("access"), List.of("first-steps"), new FakeLabs().labs(), List.of()));
        assertEquals(List.of("labels"), ClassRules.labs(List.of("labels", "labels"), List.of(), new FakeLabs().labs(), List.of()));
    }

    @Test
    void whatTheInstallationDoesNotHaveIsNamed() {
        assertEquals(List.of("labs[1]", "courses[0]"),
                fields(() -> ClassRules.labs(List.of("labels", "=cmd|'/c calc'!A1"), List.of("nothing"), new FakeLabs().labs(), List.of())));
        assertEquals(List.of("labs"), fields(() -> ClassRules.labs(List.of(), List.of(), new FakeLabs().labs(), List.of())));
        assertEquals(10_000, fields(() -> ClassRules.labs(Collections.nCopies(10_000, "none"), List.of(), new FakeLabs().labs(), List.of())).size());
    }

    @Test
    void aClassEndsAfterItBeginsAndWithinAYear() {
        assertDoesNotThrow(() -> ClassRules.times(NOW.minus(Duration.ofDays(3)), NOW.plusSeconds(1), NOW));
        for (Instant end : new Instant[] {NOW, NOW.plus(Duration.ofDays(367)), Instant.MAX}) {
            assertEquals(List.of("ends"), fields(() -> ClassRules.times(NOW, end, NOW)));
        }
        assertEquals(List.of("ends"), fields(() -> ClassRules.times(NOW.minusSeconds(9), NOW.minusSeconds(1), NOW)));
        assertEquals(List.of("ends"), fields(() -> ClassRules.times(NOW.plus(Duration.ofDays(3000)), NOW.plus(Duration.ofDays(3001)), NOW)));
    }

    @Test
    void aCodeIsReadHoweverItIsTypedAndNothingElseIsOne() {
        ClassCode code = ClassCode.random();
        assertEquals(Optional.of(code), ClassCode.parse(" " + code.shown().toLowerCase(java.util.Locale.ROOT) + " "));
        assertEquals(Optional.of(code), ClassCode.parse(code.text()));
        assertNotEquals(code, ClassCode.random());
        for (String none : List.of("", "K7Q2M", "K7Q2M-9XWPI", "K7Q2M-9XWP'", "K7Q2M9XWPA" + "A", "ＡＡＡＡＡＡＡＡＡＡ", "%".repeat(10_000))) {
            assertEquals(Optional.empty(), ClassCode.parse(none), none);
        }
        assertEquals("***", code.toString());
    }

    @Test
    void aNameIsOneLineOfText() {
        for (String name : List.of("7b", "<b>Ann</b>", "=cmd|' /C calc'!A0", "王小明", "x".repeat(64))) {
            assertTrue(name.matches(ClassRules.NAME), name);
        }
        for (String none : List.of("", "   ", "a\nb", "a\u0000", "\u0085", "Ann\u202E", "x".repeat(65))) {
            assertFalse(none.matches(ClassRules.NAME), none);
        }
    }

    @Test
    void labsOfTheTeachersOwnStayWhateverIsChosenOfTheInstallations() {
        List<String> own = List.of("class-0000000a--paint");
        assertEquals(List.of("labels", "class-0000000a--paint"), ClassRules.labs(List.of("labels"), List.of(), new FakeLabs().labs(), own));
        assertEquals(own, ClassRules.labs(own, List.of(), new FakeLabs().labs(), own));
        assertEquals(List.of("labs[0]"), fields(() -> ClassRules.labs(List.of("class-0000000b--paint"), List.of(), new FakeLabs().labs(), own)),
                "what another class opens is not named here");
        assertEquals(List.of("source"), fields(() -> ClassRules.with(Collections.nCopies(100, "labels"), own)));
    }
}
