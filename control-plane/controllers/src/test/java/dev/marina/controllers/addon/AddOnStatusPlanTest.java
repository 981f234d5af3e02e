package dev.marina.controllers.addon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.engine.parts.Finding;
import dev.marina.model.AddOn;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddOnStatusPlanTest {

    private static final AddOns.World DB = AddOns.world(AddOns.of("db", "{}"), AddOns.passwords());
    private static final Progress NEW = Progress.of(DB.addOn());
    private static final Progress MADE = NEW.provisioned(AddOns.PASSWORDS_UID);

    private static AddOn.Status status(AddOns.World world, Progress progress, Finding... findings) {
        return AddOnStatusPlan.of(world.seen(), progress, List.of(findings), AddOns.NOW);
    }

    private static Pod waiting(String reason) {
        return new PodBuilder(AddOns.server(false)).editStatus().addNewContainerStatus().withName("server").withNewState().withNewWaiting().withReason(reason)
                .withMessage("no such image").endWaiting().endState().endContainerStatus().endStatus().build();
    }

    @Test
    void itAnswersAndItsUsersAreMade() {
        assertEquals("Available Its server answers", words(status(DB, MADE)));
    }

    @Test
    void itAnswersAndNobodyKnowsItsUsersYet() {
        assertEquals("Creating Its users are being made", words(status(DB, NEW)));
    }

    @Test
    void aServerThatDoesNotAnswerAnyMoreIsNoNewOne() {
        AddOns.World silent = DB.pods(List.of(AddOns.server(false)));
        assertEquals("Creating Its server does not answer yet", words(status(silent, NEW)));
        assertEquals("Degraded Its server does not answer", words(status(silent, MADE)));
    }

    @Test
    void anImageThatIsNotThereIsNamedWithTheWayToGetIt() {
        String words = words(status(DB.pods(List.of(waiting("ErrImagePull"))), NEW));

        assertTrue(words.startsWith("Degraded Pod db-0 is in ErrImagePull") && words.endsWith("./marina images postgresql"), words);
    }

    @Test
    void whatIsInItsWayIsSaidFirst() {
        assertEquals("Degraded Service db is there", words(status(DB, MADE, new Finding(Finding.TAKEN, "Service db is there"))));
    }

    @Test
    void aProcedureIsSaidWithWhatStandsInItsWay() {
        AddOn.Procedure procedure = new AddOn.Procedure(ProcedurePlan.ROTATE, "x", "one", ProcedurePlan.RESTARTING, "2026-01-01T00:00:00Z",
                "Application shop is being restarted");

        assertEquals("Available Its credentials are being changed: Application shop is being restarted", words(status(DB, MADE.procedure(procedure))));
    }

    private static String words(AddOn.Status status) {
        return status.phase() + " " + status.message();
    }
}
