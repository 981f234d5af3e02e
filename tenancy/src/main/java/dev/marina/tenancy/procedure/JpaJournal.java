package dev.marina.tenancy.procedure;

import dev.marina.tenancy.sql.Column;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The journal in table `procedure`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class JpaJournal implements Journal {

    private static final String COLUMNS = "id, kind, about, cast(input as text), state, done, attempts, failure, started_at";
    private static final String OPEN = "state in ('Running', 'Undoing')";

    @PersistenceContext
    private EntityManager entities;

    /// The table's unique index decides between two that begin at once; inserting this way leaves the transaction usable.
    @Override
    public Optional<Run> begin(UUID id, String kind, String about, String input, Lease lease) {
        query("insert into procedure (id, kind, about, input, state, attempts, started_at, changed_at, due_at, lease_owner, lease_until) "
                + "values (:id, :kind, :about, cast(:input as jsonb), 'Running', 0, now(), now(), now(), :owner, :until) on conflict do nothing", id)
                .setParameter("kind", kind).setParameter("about", about).setParameter("input", input)
                .setParameter("owner", lease.owner()).setParameter("until", lease.until()).executeUpdate();
        return rows(query("select " + COLUMNS + " from procedure where id = :id and lease_owner = :owner", id).setParameter("owner", lease.owner()))
                .findFirst();
    }

    @Override
    public Optional<Run> claim(Lease lease, Instant now) {
        Optional<Run> due = rows(entities.createNativeQuery("select " + COLUMNS + " from procedure where " + OPEN
                + " and due_at <= :now and (lease_until is null or lease_until < :now) order by due_at limit 1 for update skip locked")
                .setParameter("now", now)).findFirst();
        due.ifPresent(run -> query("update procedure set lease_owner = :owner, lease_until = :until where id = :id", run.id())
                .setParameter("owner", lease.owner()).setParameter("until", lease.until()).executeUpdate());
        return due;
    }

    @Override
    public boolean reached(UUID id, String step, Lease lease) {
        return held("update procedure set done = :value, attempts = 0, failure = null, changed_at = now(), lease_until = :until", id, step, lease);
    }

    @Override
    public boolean become(UUID id, Run.State state, String why, Lease lease) {
        boolean held = held("update procedure set state = :value, attempts = 0, changed_at = now(), lease_until = :until", id, state.name(), lease);
        if (held) {
            query("update procedure set failure = cast(:why as text) where id = :id", id).setParameter("why", why).executeUpdate();
            if (!state.open()) {
                query("update procedure set lease_owner = null, lease_until = null where id = :id", id).executeUpdate();
            }
        }
        return held;
    }

    private boolean held(String update, UUID id, String value, Lease lease) {
        return query(update + " where id = :id and lease_owner = :owner and " + OPEN, id)
                .setParameter("value", value).setParameter("until", lease.until()).setParameter("owner", lease.owner()).executeUpdate() == 1;
    }

    @Override
    public void later(UUID id, Instant due, String why, Lease lease) {
        query("update procedure set attempts = attempts + 1, failure = cast(:why as text), due_at = :due, changed_at = now(), lease_owner = null, lease_until = null "
                + "where id = :id and lease_owner = :owner", id)
                .setParameter("why", why).setParameter("due", due).setParameter("owner", lease.owner()).executeUpdate();
    }

    @Override
    public Optional<Run> find(UUID id) {
        return rows(query("select " + COLUMNS + " from procedure where id = :id", id)).findFirst();
    }

    @Override
    public Optional<Run> open(String kind, String about) {
        return rows(entities.createNativeQuery("select " + COLUMNS + " from procedure where kind = :kind and about = :about and " + OPEN)
                .setParameter("kind", kind).setParameter("about", about)).findFirst();
    }

    @Override
    public boolean openWithin(String about, String butKind) {
        return entities.createNativeQuery("select 1 from procedure where kind <> :kind and (about = :about or starts_with(about, :within)) and " + OPEN)
                .setParameter("kind", butKind).setParameter("about", about).setParameter("within", about + "/").setMaxResults(1).getResultStream()
                .findFirst().isPresent();
    }

    private Query query(String sql, UUID id) {
        return entities.createNativeQuery(sql).setParameter("id", id);
    }

    private static java.util.stream.Stream<Run> rows(Query query) {
        List<?> rows = query.getResultList();
        return rows.stream().map(row -> run((Object[]) row));
    }

    private static Run run(Object[] row) {
        return new Run((UUID) row[0], (String) row[1], (String) row[2], (String) row[3], Run.State.valueOf((String) row[4]), Column.text(row[5]),
                ((Number) row[6]).intValue(), Column.text(row[7]), Column.instant(row[8]));
    }
}
