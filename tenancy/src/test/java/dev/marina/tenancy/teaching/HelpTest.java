package dev.marina.tenancy.teaching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.teaching.Help.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HelpTest {

    private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");
    private static final Help.Teacher TINA = new Help.Teacher("s-tina", "tina@school.test");
    private static final Help.Teacher OTHER = new Help.Teacher("s-other", "other@school.test");
    private static final String STREAM = "stream-of-one-terminal";

    private final Help offer = Help.offered(Optional.empty(), TINA, NOW);

    private Help shared(boolean typing) {
        return Help.agreed(Optional.of(offer), offer.id(), STREAM, typing, NOW);
    }

    private static void refused(Runnable act) {
        assertThrows(ProblemException.class, act::run);
    }

    @Test
    void askingSharesNothingAndAnOfferIsAnotherThingThanWhatWasAsked() {
        Help asked = Help.asked(Optional.empty(), NOW);

        assertEquals(State.ASKED, asked.state());
        refused(() -> Help.agreed(Optional.of(asked), asked.id(), STREAM, false, NOW));
        Help offered = Help.offered(Optional.of(asked), TINA, NOW);
        assertEquals(State.OFFERED, offered.state());
        refused(() -> Help.agreed(Optional.of(offered), asked.id(), STREAM, false, NOW));
        assertEquals(offered, Help.asked(Optional.of(offered), NOW), "who asks where help is offered changes nothing");
    }

    @Test
    void onlyTheOfferThatWasReadIsAgreedTo() {
        refused(() -> Help.agreed(Optional.of(offer), UUID.randomUUID(), STREAM, false, NOW));
        refused(() -> Help.agreed(Optional.empty(), offer.id(), STREAM, false, NOW));
        assertEquals(State.SHARED, shared(false).state());
    }

    @Test
    void lettingTypeIsAnotherConsentAndGivesNoMoreTime() {
        Help typing = Help.agreed(Optional.of(shared(false)), offer.id(), STREAM, true, NOW.plusSeconds(600));

        assertEquals(true, typing.typing());
        assertEquals(NOW.plus(Duration.ofHours(1)), typing.ends());
        Help elsewhere = Help.agreed(Optional.of(typing), offer.id(), "stream-of-another-one", false, NOW.plusSeconds(600));
        assertEquals(NOW.plusSeconds(600).plus(Duration.ofHours(1)), elsewhere.ends(), "another terminal is agreed to anew");
    }

    @Test
    void oneTeacherHelpsAtATime() {
        refused(() -> Help.offered(Optional.of(offer), OTHER, NOW));
        refused(() -> Help.offered(Optional.of(shared(true)), OTHER, NOW));
        assertEquals(shared(true), Help.offered(Optional.of(shared(true)), TINA, NOW), "offering again changes nothing");
    }

    @Test
    void actsAreTheHelpingTeachersAloneAndBounded() {
        Help shared = shared(true);

        assertEquals(1, Help.acted(Optional.of(shared), offer.id(), TINA.subject()).acts());
        refused(() -> Help.acted(Optional.of(shared), offer.id(), OTHER.subject()));
        refused(() -> Help.acted(Optional.of(shared), UUID.randomUUID(), TINA.subject()));
        refused(() -> Help.acted(Optional.of(offer), offer.id(), TINA.subject()));
        refused(() -> Help.acted(Optional.empty(), offer.id(), TINA.subject()));
        Help many = new Help(shared.id(), shared.teacher(), shared.stream(), true, shared.since(), shared.ends(), Help.MOST_ACTS);
        refused(() -> Help.acted(Optional.of(many), offer.id(), TINA.subject()));
    }
}
