package dev.marina.tenancy.signup;

import dev.marina.model.Tenant;
import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.lifecycle.TenantDeletion;
import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.management.FakeManagementCluster;
import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.member.MemberRecords;
import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.FakeJournal;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.procedure.StepRunner;
import dev.marina.tenancy.procedure.TestTime;
import dev.marina.tenancy.settings.SignupPolicy;
import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Everything that a sign-up touches, in memory; it outlives the process that a test kills.
final class World {

    static final String PASSWORD = "correct horse battery";
    static final Limits LIMITS = new Limits(2, 4, 4000, 8L << 30, 20L << 30);

    final FakeJournal journal = new FakeJournal();
    final FakeIdentities identities = new FakeIdentities();
    final FakeManagementCluster management = new FakeManagementCluster();
    final TestTime time = new TestTime();
    final Rows rows = new Rows();
    final List<Mail> mails = new ArrayList<>();
    boolean reachesPeople;

    /// PostgreSQL.
    final class Rows implements TenantRecords, MemberRecords, RegistrationRecords {
        final Map<UUID, String> tenants = new HashMap<>();
        final Map<UUID, String> owners = new HashMap<>();
        private final Set<UUID> closed = new HashSet<>();
        final Map<String, String> people = new HashMap<>();
        final Map<String, Pending> pending = new HashMap<>();
        private final List<Map.Entry<String, Instant>> begun = new ArrayList<>();

        @Override
        public void record(UUID id, String tenant, String owner) {
            if (!tenant.equals(tenants.get(id)) && tenants.containsValue(tenant)) {
                throw Tenants.taken(tenant);
            }
            tenants.put(id, tenant);
            owners.put(id, owner);
        }

        @Override
        public void close(UUID id) {
            closed.add(id);
        }

        @Override
        public void forget(UUID id) {
            tenants.remove(id);
        }

        @Override
        public WantedTenant wanted(UUID id) {
            if (closed.contains(id)) {
                throw new ProblemException(new Problem.NotFound("such tenant any more"));
            }
            String subject = owners.get(id);
            return new WantedTenant(1, new Tenant.Spec(id.toString(), List.of(new Tenant.Member(subject, people.getOrDefault(subject, subject), "owner")),
                    "default", LIMITS.published(), null, null));
        }

        @Override
        public void carriedOut(UUID tenant, long version) {}

        @Override
        public List<UUID> unsettled() {
            return List.of();
        }

        @Override
        public String name(UUID tenant) {
            return tenants.get(tenant);
        }

        @Override
        public void add(Pending registration, ProofToken token, Instant now) {
            pending.put(key(token), registration);
            begun.add(Map.entry(registration.email(), now));
        }

        private static String key(ProofToken token) {
            return HexFormat.of().formatHex(token.hash());
        }

        @Override
        public Optional<Pending> find(ProofToken token, Instant now) {
            return Optional.ofNullable(pending.get(key(token))).filter(one -> one.expires().isAfter(now));
        }

        @Override
        public void use(UUID id, Instant now) {
            pending.values().removeIf(one -> one.id().equals(id));
        }

        @Override
        public long begunSince(String email, Instant since) {
            return begun.stream().filter(one -> one.getKey().equals(email) && one.getValue().isAfter(since)).count();
        }

        @Override
        public Optional<UUID> tenant(String name) {
            return tenants.entrySet().stream().filter(one -> one.getValue().equals(name)).map(Map.Entry::getKey).findFirst();
        }

        @Override
        public void seen(String subject, String email, Instant now) {
            people.put(subject, email);
        }
    }

    private final Mailer mailer = new Mailer() {
        @Override
        public void send(Mail mail) {
            mails.add(mail);
        }

        @Override
        public boolean reachesPeople() {
            return reachesPeople;
        }
    };

    /// One process over this world.
    record Process(Registration registration, TenantCreation creation, Publishing publishing, TenantDeletion deletion, Procedure<TenantDeletion.Input> ending,
            Procedures procedures) {}

    Process process(StepRunner steps) {
        return process(steps, new SignupPolicy(SignupPolicy.Mode.OPEN, List.of(), true));
    }

    Process process(StepRunner steps, SignupPolicy policy) {
        Publishing publishing = new Publishing(rows, identities, management);
        Procedure<TenantCreation.Input> procedure = TenantCreation.procedure(rows, identities, publishing, management);
        Procedure<TenantDeletion.Input> ending = TenantDeletion.procedure(rows, identities, management, journal::openWithin);
        Procedures procedures = new Procedures(journal, List.of(procedure, ending), steps, time);
        TenantCreation creation = new TenantCreation(procedure, procedures);
        return new Process(new Registration(policy, rows, identities, creation, mailer, "http://console", time), creation, publishing,
                new TenantDeletion(ending, procedures), ending, procedures);
    }

    /// What there is of a tenant, by place, to compare with [#complete] and [#NOTHING].
    List<Object> traces(String tenant) {
        return List.of(identities.groups.containsKey(tenant), identities.members.getOrDefault(tenant, Map.of()), rows.tenant(tenant).isPresent(),
                management.limits(tenant), management.members(tenant), management.clusters.getOrDefault(tenant, Map.of()));
    }

    static List<Object> complete(String subject, String email) {
        return List.of(true, Map.of(subject, Role.OWNER), true, Optional.of(LIMITS.published()), Map.of(email, "owner"), Map.of("default", 2));
    }

    static final List<Object> NOTHING = List.of(false, Map.of(), false, Optional.empty(), Map.of(), Map.of());
}
