package dev.marina.tenancy.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TermTest {

    private static final Instant NOW = Instant.parse("2026-05-10T08:30:00.123456789Z");

    private static Optional<String> end(String text) {
        return Term.parse(text).flatMap(term -> term.end(NOW)).map(Instant::toString);
    }

    @Test
    void aDayLastsToItsEndAndDaysCountFromNow() {
        assertEquals(Optional.of("2026-05-11T00:00:00Z"), end("2026-05-10"));
        assertEquals(Optional.of("2026-05-11T08:30:00Z"), end("1d"));
        assertEquals(Optional.of("2036-05-07T08:30:00Z"), end("3650d"));
    }

    @Test
    void whatIsPastTooFarOrNonsenseIsNone() {
        for (String wrong : List.of("2026-05-09", "2036-05-10", "3651d", "9999d", "0d", "-1d", "d", "", " ", "soon", "2026-02-30", "2026-5-10",
                "+999999999-01-01",
                "2026-05-10T00:00:00Z", "90", "90D", "90d ", "99999999999999999999d")) {
            assertEquals(Optional.empty(), end(wrong), wrong);
        }
    }

    @Test
    void itsTextIsItselfAgain() {
        for (String text : List.of("2027-07-31", "90d")) {
            assertEquals(Optional.of(text), Term.parse(text).map(Term::text));
        }
    }
}
