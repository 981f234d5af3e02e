package dev.marina.tenancy.signup;

import dev.marina.model.Tenant;
import dev.marina.tenancy.identity.FakeIdentities;
import dev.marina.tenancy.image.FakeImageRegistry;
import dev.marina.tenancy.lifecycle.Expiry;
import dev.marina.tenancy.lifecycle.ExpiryNotice;
import dev.marina.tenancy.lifecycle.ExpiryRecords;
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
import java.time.Duration;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that a sign-up touches, in memory; it outlives the process that a test kills.
final class World {

    static final String PASSWORD = "correct horse battery";
    static final Expiry.Times EXPIRY = new Expiry.Times(Duration.ofDays(7), Duration.ofDays(14));
    static final Limits LIMITS = new Limits(2, 4, 4000, 8L << 30, 20L << 30, 64L << 20, 30, 20, 1L << 30, 7, 5L << 30);

    final FakeJournal journal = new FakeJournal();
    final FakeIdentities identities = new FakeIdentities();
    final FakeManagementCluster management = new FakeManagementCluster();
    final TestTime time = new TestTime();
    final Rows rows = new Rows();
    final List<Mail> mails = new ArrayList<>();
    boolean reachesPeople;
    boolean mailIsAway;

    /// PostgreSQL.
    final class Rows implements TenantRecords, MemberRecords, RegistrationRecords, ExpiryRecords {
        final Map<UUID, String> tenants = new HashMap<>();
        final Map<UUID, String> owners = new HashMap<>();
        private final Set<UUID> closed = new HashSet<>();
        final Map<UUID, Instant> ends = new HashMap<>();
        final Map<UUID, Instant> expired = new HashMap<>();
        private final Set<String> told = new HashSet<>();
        final Map<String, String> people = new HashMap<>();
        final Map<String, Pending> pending = new HashMap<>();
        private final List<Map.Entry<String, Instant>> begun = new ArrayList<>();

        @Override
        public void record(UUID id, String tenant, String owner, Optional<Instant> expires) {
            if (!tenant.equals(tenants.get(id)) && tenants.containsValue(tenant)) {
                throw Tenants.taken(tenant);
            }
            tenants.put(id, tenant);
            owners.put(id, owner);
            expires.ifPresent(end -> ends.put(id, end));
        }

        @Override
        public void close(UUID id) {
            closed.add(id);
        }

        @Override
        public void forget(UUID id) {
            tenants.remove(id);
        }

        /// By the tenant's name.
        Map<String, Instant> ends() {
            return ends.entrySet().stream().collect(Collectors.toMap(end -> tenants.get(end.getKey()), Map.Entry::getValue));
        }

        private Stream<Ending> ending() {
            return ends.entrySet().stream().filter(end -> tenants.containsKey(end.getKey()))
                    .map(end -> new Ending(end.getKey(), tenants.get(end.getKey()), end.getValue()));
        }

        @Override
        public List<Ending> untold(Instant now, Instant until, int most) {
            return ending().filter(end -> end.expires().isAfter(now) && !end.expires().isAfter(until) && !untold(end.id(), end.expires()).isEmpty()
                    && journal.open("expiry-notice", end.tenant()).isEmpty()).limit(most).toList();
        }

        @Override
        public int beingTold() {
            return (int) journal.open().stream().filter(run -> run.kind().equals("expiry-notice")).count();
        }

        @Override
        public List<Owner> untold(UUID tenant, Instant expires) {
            boolean still = expires.equals(ends.get(tenant)) && !closed.contains(tenant);
            String subject = owners.get(tenant);
            return still && !told.contains(tenant + subject + expires)
                    ? List.of(new Owner(subject, people.getOrDefault(subject, subject)))
                    : List.of();
        }

        @Override
        public void told(UUID tenant, String subject, Instant expires, Instant now) {
            told.add(tenant + subject + expires);
        }

        @Override
        public List<Ending> over(Instant now) {
            return ending().filter(end -> !end.expires().isAfter(now) && !expired.containsKey(end.id()) && !closed.contains(end.id())).toList();
        }

        @Override
        public boolean expire(UUID tenant, Instant now) {
            return expired.putIfAbsent(tenant, now) == null;
        }

        @Override
        public List<Ending> expired(Instant since) {
            return ending().filter(end -> expired.containsKey(end.id()) && !expired.get(end.id()).isAfter(since)).toList();
        }

        @Override
        public boolean closeExpired(UUID tenant, Instant since, Instant now) {
            return closed.add(tenant) || closed.contains(tenant);
        }

        @Override
        public WantedTenant wanted(UUID id) {
            if (closed.contains(id)) {
                throw new ProblemException(new Problem.NotFound("such tenant any more"));
            }
            String subject = owners.get(id);
            return new WantedTenant(expired.containsKey(id) ? 2 : 1,
                    new Tenant.Spec(id.toString(), List.of(new Tenant.Member(subject, people.getOrDefault(subject, subject), "owner")),
                            "default", LIMITS.published(), expired.containsKey(id) ? true : null, null));
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
            if (mailIsAway) {
                throw ProblemException.unavailable("The mail server", null);
            }
            mails.add(mail);
        }

        @Override
        public boolean reachesPeople() {
            return reachesPeople;
        }
    };

    final FakeImageRegistry images = new FakeImageRegistry();

    /// One process over this world.
    record Process(Registration registration, TenantCreation creation, Publishing publishing, TenantDeletion deletion, Procedure<TenantDeletion.Input> ending,
            Expiry expiry, Procedures procedures) {}

    Process process(StepRunner steps) {
        return process(steps, new SignupPolicy(SignupPolicy.Mode.OPEN, List.of(), true));
    }

    Process process(StepRunner steps, SignupPolicy policy) {
        Publishing publishing = new Publishing(rows, identities, management);
        Procedure<TenantCreation.Input> procedure = TenantCreation.procedure(rows, identities, publishing, management);
        Procedure<TenantDeletion.Input> ending = TenantDeletion.procedure(rows, identities, management, images, journal::openWithin);
        Procedure<ExpiryNotice.Input> notice = ExpiryNotice.procedure(rows, mailer, EXPIRY.grace(), "http://console", time);
        Procedures procedures = new Procedures(journal, List.of(procedure, ending, notice), steps, time);
        TenantCreation creation = new TenantCreation(procedure, procedures);
        TenantDeletion deletion = new TenantDeletion(ending, procedures);
        return new Process(new Registration(new SignupCodes(policy, ClassCodes.NONE), rows, identities, creation, mailer, "http://console", time), creation,
                publishing,
                deletion, ending, new Expiry(rows, new ExpiryNotice(notice, procedures), publishing, deletion, procedure, EXPIRY, time), procedures);
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
