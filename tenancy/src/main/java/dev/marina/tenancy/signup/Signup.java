package dev.marina.tenancy.signup;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The procedure that makes a person, their tenant and its first cluster, in Keycloak, PostgreSQL and the management cluster.
///
/// Each step is written down once it is done and may be repeated. A step that fails undoes the sign-up and the request is
/// refused; a process that ends in between leaves a row in the journal, and [#recover] completes it, or undoes it where the
/// person was not made yet. One process runs sign-ups of one database.
public final class Signup {

    private static final Logger LOG = LoggerFactory.getLogger(Signup.class);
    private static final String FIRST_CLUSTER = "default";
    private static final int FIRST_NODES = 2;

    private final SignupJournal journal;
    private final TenantRecords records;
    private final Identities identities;
    private final ManagementCluster management;
    private final StepRunner steps;
    /// Sign-ups that a request of this process is carrying out right now.
    private final Set<UUID> active = ConcurrentHashMap.newKeySet();

    public Signup(SignupJournal journal, TenantRecords records, Identities identities, ManagementCluster management, StepRunner steps) {
        this.journal = journal;
        this.records = records;
        this.identities = identities;
        this.management = management;
        this.steps = steps;
    }

    public SignupResult signUp(String tenant, String givenEmail, String password) {
        List<FieldProblem> problems = SignupRules.check(tenant, givenEmail, password);
        if (!problems.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(problems));
        }
        String email = SignupRules.normal(givenEmail);
        refuseWhatIsTaken(tenant, email);
        UUID id = UUID.randomUUID();
        active.add(id);
        try {
            SignupRun run = journal.begin(id, tenant, email).orElseThrow(() -> taken(tenant, email));
            carryOutOrUndo(run, password);
        } finally {
            active.remove(id);
        }
        LOG.atInfo().addKeyValue("tenant", tenant).addKeyValue("id", id).log("tenant signed up");
        return new SignupResult(tenant, email, FIRST_CLUSTER, FIRST_NODES);
    }

    private void refuseWhatIsTaken(String tenant, String email) {
        if (records.exists(tenant)) {
            throw taken(tenant, email);
        }
        if (identities.find(email).isPresent() && journal.open().stream().noneMatch(run -> run.email().equals(email))) {
            throw new ProblemException(new Problem.Conflict("There is an account with this e-mail address already",
                    List.of(new FieldProblem("email", email, "an address without an account; log in with the account instead"))));
        }
    }

    private ProblemException taken(String tenant, String email) {
        for (SignupRun run : journal.open()) {
            if (run.tenant().equals(tenant) && run.email().equals(email) && run.state() == SignupRun.State.Undoing) {
                return new ProblemException(new Problem.Unavailable("An earlier sign-up of this tenant is being undone", Duration.ofSeconds(5)));
            }
        }
        boolean tenantTaken = records.exists(tenant) || journal.open().stream().anyMatch(run -> run.tenant().equals(tenant));
        return tenantTaken
                ? new ProblemException(new Problem.Conflict("There is a tenant " + tenant + " already",
                        List.of(new FieldProblem("tenant", tenant, "a name that nobody uses"))))
                : new ProblemException(new Problem.Conflict("There is an account with this e-mail address already",
                        List.of(new FieldProblem("email", email, "an address without an account; log in with the account instead"))));
    }

    private void carryOutOrUndo(SignupRun run, String password) {
        try {
            carryOut(run, Optional.of(password));
        } catch (RuntimeException failure) {
            undoAfter(failure, run);
            throw failure;
        }
    }

    private void undoAfter(RuntimeException failure, SignupRun run) {
        try {
            journal.become(run.id(), SignupRun.State.Undoing, String.valueOf(failure.getMessage()));
            undo(journal.load(run.id()));
        } catch (RuntimeException also) {
            // The journal has it: recovery goes on undoing.
            failure.addSuppressed(also);
        }
    }

    private void carryOut(SignupRun run, Optional<String> password) {
        for (SignupStep step : SignupStep.after(run.done())) {
            steps.run("do " + step, () -> effect(step, run, password));
            steps.run("note " + step, () -> journal.reached(run.id(), step));
        }
        steps.run("note Complete", () -> journal.become(run.id(), SignupRun.State.Complete, null));
    }

    private void effect(SignupStep step, SignupRun run, Optional<String> password) {
        switch (step) {
            case CREATE_PERSON -> password.ifPresent(text -> identities.createPerson(run.id(), run.email(), text));
            case CREATE_GROUPS -> identities.createGroups(run.id(), run.tenant());
            case RECORD_TENANT -> records.record(run.id(), run.tenant(), run.email());
            case JOIN_OWNERS -> identities.assign(run.tenant(), Map.of(run.email(), Role.OWNER));
            case OPEN_NAMESPACE -> {
                management.publish(run.tenant(), () -> records.wanted(run.id()));
                management.awaitReady(run.tenant());
            }
            case CREATE_CLUSTER -> management.createCluster(run.tenant(), FIRST_CLUSTER);
            case CREATE_NODES -> management.createNodePool(run.tenant(), FIRST_CLUSTER, FIRST_NODES);
        }
    }

    /// Backwards, beginning with the step after the last one noted: the process may have ended between doing and noting.
    private void undo(SignupRun run) {
        for (SignupStep step : SignupStep.backwardsFrom(run.done())) {
            steps.run("undo " + step, () -> undoEffect(step, run));
        }
        steps.run("note Undone", () -> journal.become(run.id(), SignupRun.State.Undone, null));
        LOG.atWarn().addKeyValue("tenant", run.tenant()).addKeyValue("id", run.id()).log("sign-up undone");
    }

    private void undoEffect(SignupStep step, SignupRun run) {
        switch (step) {
            case CREATE_NODES, CREATE_CLUSTER, JOIN_OWNERS -> {
                // Goes with the tenant, or with the person.
            }
            case OPEN_NAMESPACE -> management.remove(run.id(), run.tenant());
            case RECORD_TENANT -> records.forget(run.id());
            case CREATE_GROUPS -> identities.removeGroups(run.id(), run.tenant());
            case CREATE_PERSON -> identities.removePerson(run.id(), run.email());
        }
    }

    /// Completes or undoes what an earlier process left open. May be called at any time, any number of times.
    public void recover() {
        for (SignupRun run : journal.open()) {
            if (!active.contains(run.id())) {
                recover(run);
            }
        }
    }

    private void recover(SignupRun run) {
        try {
            if (run.state() == SignupRun.State.Running && personIsMade(run)) {
                carryOut(run, Optional.empty());
                LOG.atInfo().addKeyValue("tenant", run.tenant()).addKeyValue("id", run.id()).log("interrupted sign-up completed");
                return;
            }
            journal.become(run.id(), SignupRun.State.Undoing, "interrupted before the person was made");
            undo(run);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Conflict) {
                undoAfter(e, run);
            }
            LOG.atWarn().addKeyValue("tenant", run.tenant()).addKeyValue("id", run.id()).addKeyValue("why", e.getMessage())
                    .log("open sign-up waits for the next attempt");
        }
    }

    private boolean personIsMade(SignupRun run) {
        return identities.find(run.email()).flatMap(Identities.Person::signup).filter(run.id()::equals).isPresent();
    }
}
