package dev.marina.controllers.addon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.addon.ProcedurePlan.Deed;
import dev.marina.model.AddOn;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Procedures step by step, each step of a fresh look, as after a kill.
class ProcedurePlanTest {

    private static final Report REPORT = new Report("15.14", Optional.empty());
    private int random;
    private Instant now = AddOns.NOW;
    private AddOns.World world = AddOns.world(AddOns.of("db", "{}"), AddOns.passwords());

    private ProcedurePlan look() {
        return ProcedurePlan.of(world.seen(), world.seen().passwords().orElseThrow(), now, () -> "random-" + ++random);
    }

    /// Looks, does what is to be done, and writes the status.
    private ProcedurePlan turn() {
        ProcedurePlan plan = look();
        switch (plan.deed().orElse(null)) {
            case null -> {
            }
            case Deed.Write(Passwords passwords) -> world = world.passwords(passwords);
            case Deed.Make(Job job) -> world = world.job(job.getMetadata().getName(), new JobSeen.Running(""));
            case Deed.Discard(Job job) -> world = new AddOns.World(world.addOn(), world.secret(), world.present(), world.applications(), world.pods(),
                    new java.util.HashMap<>(world.jobs()));
            case Deed.Restart(Deployment deployment, String annotation, String id) -> world = world.bound(deployment.getMetadata().getName(),
                    new DeploymentBuilder(deployment).editMetadata().withGeneration(2L).endMetadata().editSpec().editTemplate().editOrNewMetadata()
                            .addToAnnotations(annotation, id).endMetadata().endTemplate().endSpec().build());
        }
        save(plan.progress());
        return plan;
    }

    private void save(Progress progress) {
        AddOn.Status status = new AddOn.Status(1L, AddOn.AVAILABLE, "", progress.version(), null, null, null, progress.provisioned(), progress.rotated(),
                progress.handled(), progress.procedure(), progress.backups(), progress.restored(), null);
        AddOn addOn = new AddOn();
        addOn.setMetadata(world.addOn().getMetadata());
        addOn.setSpec(world.addOn().getSpec());
        addOn.setStatus(status);
        world = world.of(addOn);
    }

    private AddOn.Status status() {
        return world.addOn().getStatus();
    }

    private void wish(String spec) {
        AddOn addOn = AddOns.of("db", spec);
        addOn.setStatus(status());
        world = world.of(addOn);
    }

    private String job() {
        return world.jobs().keySet().stream().reduce((_, last) -> last).orElseThrow();
    }

    private void jobSays(JobSeen said) {
        world = world.job(job(), said);
    }

    private void provisioned() {
        save(Progress.of(world.addOn()).provisioned(AddOns.PASSWORDS_UID));
    }

    private static Deployment deployment(String name) {
        return new DeploymentBuilder().withNewMetadata().withName(name).withGeneration(1L).endMetadata().withNewSpec().withReplicas(1).withNewTemplate()
                .withNewSpec().addNewContainer().addNewEnv().withName("DATABASE_URL").withNewValueFrom().withNewSecretKeyRef("url", "db-credentials", null)
                .endValueFrom().endEnv().endContainer().endSpec().endTemplate().endSpec().withNewStatus().withObservedGeneration(1L).withReplicas(1)
                .withUpdatedReplicas(1).withAvailableReplicas(1).endStatus()
                .build();
    }

    private void comesUp(String name) {
        Deployment deployment = world.applications().get(name).orElseThrow();
        world = world.bound(name, new DeploymentBuilder(deployment).editStatus().withObservedGeneration(deployment.getMetadata().getGeneration()).endStatus()
                .build());
    }

    @Test
    void usersAreMadeOnceTheServerAnswers() {
        world = world.pods(List.of(AddOns.server(false)));
        assertNull(look().progress().procedure(), "nobody to ask yet");
        world = world.pods(List.of(AddOns.server(true)));

        turn();
        assertEquals(ProcedurePlan.PROVISION, status().procedure().name());
        assertInstanceOf(Deed.Make.class, turn().deed().orElseThrow());
        jobSays(new JobSeen.Succeeded(Optional.of(REPORT)));
        turn();
        assertEquals(ProcedurePlan.RESTARTING, status().procedure().step());
        turn();

        assertNull(status().procedure());
        assertEquals(AddOns.PASSWORDS_UID, status().provisioned());
        assertEquals("15.14", status().version());
        assertEquals(Optional.empty(), turn().deed());
    }

    /// Of an add-on that was deleted and made again.
    @Test
    void whoWasToldOtherPasswordsIsToldAnewAndNobodyElseIsRestarted() {
        Deployment untold = new DeploymentBuilder(deployment("untold")).editSpec().editTemplate().editSpec().withContainers(List.of()).endSpec().endTemplate()
                .endSpec().build();
        world = world.bound("shop", deployment("shop")).bound("untold", untold);
        turn();
        turn();
        jobSays(new JobSeen.Succeeded(Optional.of(REPORT)));
        turn();

        assertEquals("shop", ((Deed.Restart) turn().deed().orElseThrow()).deployment().getMetadata().getName());
        comesUp("shop");
        turn();
        assertNull(status().procedure());
    }

    @Test
    void otherPasswordsMakeItsUsersAnew() {
        save(Progress.of(world.addOn()).provisioned("uid-of-a-secret-that-was-deleted"));

        turn();

        assertEquals(ProcedurePlan.PROVISION, status().procedure().name());
    }

    /// The whole way of a rotation, with what applications are told beside what the server takes.
    @Test
    void atNoMomentApplicationsAreToldAPasswordThatTheServerRefuses() {
        provisioned();
        world = world.bound("admin", deployment("admin")).bound("shop", deployment("shop"));
        wish("{'rotate':'one'}");
        List<String> steps = new ArrayList<>();
        Passwords server = AddOns.passwords();
        for (int i = 0; i < 40 && (status().procedure() != null || status().rotated() == null); i++) {
            turn();
            Passwords told = world.seen().passwords().orElseThrow();
            boolean jobEnds = world.jobs().entrySet().stream().anyMatch(job -> job.getValue() instanceof JobSeen.Running);
            if (jobEnds) {
                server = told;
                jobSays(new JobSeen.Succeeded(Optional.of(REPORT)));
            }
            assertTrue(told.password().equals(server.a()) || told.password().equals(server.b()), "told %s".formatted(told.password()));
            world.applications().keySet().forEach(this::comesUp);
            Optional.ofNullable(status().procedure()).map(AddOn.Procedure::step).filter(step -> !steps.contains(step)).ifPresent(steps::add);
        }

        assertEquals(List.of("Setting", "Switching", "Restarting", "Revoking"), steps);
        Passwords after = world.seen().passwords().orElseThrow();
        assertEquals("b", after.active());
        assertEquals("random-1", after.password());
        assertEquals("random-2", server.a(), "the former password is thrown away");
        assertEquals("one", status().handled().rotate());
        assertEquals(Optional.empty(), turn().deed(), "it is carried out once");
        wish("{'rotate':'two'}");
        turn();
        assertEquals("two", status().procedure().request());
    }

    @Test
    void aStepThatWasDoneBeforeAKillIsNotDoneTwice() {
        provisioned();
        wish("{'rotate':'one'}");
        turn();
        world = world.passwords(((Deed.Write) look().deed().orElseThrow()).passwords());

        // The status was not written. The Secret says that it was done.
        assertInstanceOf(Deed.Make.class, look().deed().orElseThrow());
        assertEquals("random-1", world.seen().passwords().orElseThrow().b());
    }

    @Test
    void applicationsAreRestartedOneAfterAnother() {
        provisioned();
        world = world.bound("admin", deployment("admin")).bound("shop", deployment("shop"));
        restarting();

        assertEquals("admin", ((Deed.Restart) turn().deed().orElseThrow()).deployment().getMetadata().getName());
        ProcedurePlan waits = turn();
        assertEquals(Optional.empty(), waits.deed());
        assertEquals("Application admin is being restarted", status().procedure().message());
        comesUp("admin");
        assertEquals("shop", ((Deed.Restart) turn().deed().orElseThrow()).deployment().getMetadata().getName());
    }

    @Test
    void whoDoesNotComeUpDoesNotKeepTheFormerPasswordGoodForEver() {
        provisioned();
        world = world.bound("admin", deployment("admin")).bound("shop", deployment("shop"));
        restarting();
        turn();

        assertEquals(Optional.of(Restarting.PATIENCE), turn().recheck());
        now = now.plus(Restarting.PATIENCE).plusSeconds(1);

        assertEquals("shop", ((Deed.Restart) turn().deed().orElseThrow()).deployment().getMetadata().getName());
    }

    private void restarting() {
        wish("{'rotate':'one'}");
        turn();
        turn();
        turn();
        jobSays(new JobSeen.Succeeded(Optional.of(REPORT)));
        turn();
        turn();
        turn();
        assertEquals("Restarting", status().procedure().step());
    }

    @Test
    void aRotationMayBeTakenBackUntilApplicationsAreTold() {
        provisioned();
        wish("{'rotate':'one'}");
        turn();
        turn();
        wish("{}");

        turn();

        assertNull(status().procedure());
        assertEquals("a", world.seen().passwords().orElseThrow().active());
    }

    @Test
    void aJobThatSetsPasswordsIsMadeAgainAfterAMinute() {
        turn();
        turn();
        String name = job();
        jobSays(new JobSeen.Failed(new JobBuilder().withNewMetadata().withName(name).endMetadata().build(), "no answer"));

        assertInstanceOf(Deed.Discard.class, turn().deed().orElseThrow());
        assertEquals(Moment.FAILED + "no answer", status().procedure().message());
        world = new AddOns.World(world.addOn(), world.secret(), world.present(), world.applications(), world.pods(), java.util.Map.of());
        assertEquals(Optional.of(Moment.AFTER_FAILURE), turn().recheck());
        now = now.plusSeconds(61);
        assertEquals(name, ((Deed.Make) turn().deed().orElseThrow()).job().getMetadata().getName());
    }

    private static AddOn.Backup good(String name, String at) {
        return new AddOn.Backup(name, AddOn.Backup.CHECKED, at, 100L, 2L, null);
    }

    @Test
    void aBackupIsGoodOnceItsJobSaysThatItIsThere() {
        provisioned();
        wish("{'backup':{'request':'before'}}");
        turn();
        Job made = ((Deed.Make) turn().deed().orElseThrow()).job();
        assertEquals(List.of("dump"), made.getSpec().getTemplate().getSpec().getInitContainers().stream().map(each -> each.getName()).toList());
        assertEquals(List.of("check"), made.getSpec().getTemplate().getSpec().getContainers().stream().map(each -> each.getName()).toList());
        assertEquals(List.of(), status().backups(), "it is not good because it was asked for");
        jobSays(new JobSeen.Succeeded(Optional.of(new Report("15.14", Optional.of(List.of(good("before", "2026-01-01T00:00:00Z")))))));
        turn();

        assertEquals(List.of(good("before", "2026-01-01T00:00:00Z")), status().backups());
        assertEquals("before", status().handled().backup());
        assertEquals(Optional.empty(), turn().deed());
    }

    @Test
    void aBackupWhoseJobSaysNothingOfItHasFailed() {
        provisioned();
        wish("{'backup':{'request':'before'}}");
        turn();
        turn();
        jobSays(new JobSeen.Succeeded(Optional.of(new Report("15.14", Optional.of(List.of())))));
        turn();

        assertEquals(AddOn.Backup.FAILED, status().backups().getFirst().phase());
        assertEquals("before", status().handled().backup());
    }

    @Test
    void aFailedBackupIsToldAndFormerOnesStay() {
        provisioned();
        save(Progress.of(world.addOn()).backups(List.of(good("old", "2025-12-01T00:00:00Z"))));
        wish("{'backup':{'request':'before'}}");
        turn();
        turn();
        jobSays(new JobSeen.Failed(null, "no room"));
        turn();

        assertEquals(List.of("before Failed no room", "old Checked null"),
                status().backups().stream().map(each -> "%s %s %s".formatted(each.name(), each.phase(), each.message())).toList());
    }

    @Test
    void whatStaysIsTheNewestOfTheGoodOnes() {
        provisioned();
        save(Progress.of(world.addOn()).backups(List.of(good("d", "2025-12-04T00:00:00Z"),
                new AddOn.Backup("bad", AddOn.Backup.FAILED, "2025-12-03T00:00:00Z", null, null, "x"), good("c", "2025-12-03T00:00:00Z"),
                good("b", "2025-12-02T00:00:00Z"), good("a", "2025-12-01T00:00:00Z"))));
        wish("{'backup':{'request':'e','keep':3}}");
        turn();
        Job job = ((Deed.Make) turn().deed().orElseThrow()).job();

        assertEquals("d c", job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("ADDON_KEEP")).findFirst().orElseThrow().getValue());
    }

    @Test
    void aNameThatIsTakenIsNotTakenFromTheBackupThatHasIt() {
        provisioned();
        save(Progress.of(world.addOn()).backups(List.of(good("before", "2025-12-04T00:00:00Z"))));
        wish("{'backup':{'request':'before'}}");
        turn();
        Job job = ((Deed.Make) turn().deed().orElseThrow()).job();

        String named = job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("ADDON_BACKUP")).findFirst().orElseThrow().getValue();
        assertEquals("before-" + status().procedure().id(), named);
    }

    @Test
    void aScheduleIsCountedFromWhenItWasSeenAndMakesUpForOneOfThoseMissed() {
        provisioned();
        wish("{'backup':{'schedule':'30 3 * * *'}}");
        assertEquals(Optional.of(Duration.ofMinutes(210)), turn().recheck());
        assertNull(status().procedure());
        now = now.plus(Duration.ofDays(3));
        turn();

        assertEquals("scheduled-20260104-0000", status().procedure().request());
        turn();
        jobSays(new JobSeen.Failed(null, "x"));
        turn();
        assertEquals(Optional.of(Duration.ofMinutes(210)), turn().recheck());
        assertNull(status().procedure());
    }

    @Test
    void noScheduleMakesMoreThanOneInAQuarterOfAnHour() {
        provisioned();
        wish("{'backup':{'schedule':'@every 1s'}}");
        assertEquals(Optional.of(NextProcedure.SHORTEST_SCHEDULE), turn().recheck());
        now = now.plus(NextProcedure.SHORTEST_SCHEDULE);
        turn();
        assertEquals(ProcedurePlan.BACKUP, status().procedure().name());
        turn();
        jobSays(new JobSeen.Failed(null, "x"));
        turn();

        assertEquals(Optional.of(NextProcedure.SHORTEST_SCHEDULE), turn().recheck());
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "bad"})
    void onlyAGoodBackupIsRestored(String name) {
        provisioned();
        save(Progress.of(world.addOn()).backups(List.of(new AddOn.Backup("bad", AddOn.Backup.FAILED, "2025-12-03T00:00:00Z", null, null, "x"))));
        wish("{'restore':'%s'}".formatted(name));

        turn();

        assertNull(status().procedure());
        assertEquals(AddOn.Backup.FAILED, status().restored().phase());
        assertEquals(name, status().handled().restore());
    }

    @Test
    void aRestoreIsDoneOnceAndAgainUnderAnotherName() {
        provisioned();
        save(Progress.of(world.addOn()).backups(List.of(good("before", "2025-12-04T00:00:00Z"))));
        for (String request : List.of("before", "before@two")) {
            wish("{'restore':'%s'}".formatted(request));
            turn();
            Job job = ((Deed.Make) turn().deed().orElseThrow()).job();
            assertTrue(job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                    .anyMatch(variable -> variable.getName().equals("ADDON_BACKUP") && variable.getValue().equals("before")));
            jobSays(new JobSeen.Succeeded(Optional.of(REPORT)));
            turn();

            assertEquals("before Succeeded", status().restored().backup() + " " + status().restored().phase());
            assertFalse(turn().deed().isPresent());
        }
    }

    @Test
    void aRequestThatWasTakenBackMayBeMadeAgain() {
        provisioned();
        save(Progress.of(world.addOn()).handled(new AddOn.Handled("", "", "before", "")));
        turn();

        assertEquals("", status().handled().restore());
    }

    @Test
    void aRestoreThatFailsIsTold() {
        provisioned();
        save(Progress.of(world.addOn()).backups(List.of(good("before", "2025-12-04T00:00:00Z"))));
        wish("{'restore':'before'}");
        turn();
        turn();
        jobSays(new JobSeen.Failed(null, "backup before is not what it was when it was made"));
        turn();

        assertEquals("backup before is not what it was when it was made", status().restored().message());
        assertEquals("before", status().handled().restore());
    }
}
