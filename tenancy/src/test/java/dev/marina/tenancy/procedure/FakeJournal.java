package dev.marina.tenancy.procedure;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Table `procedure` in memory.
public final class FakeJournal implements Journal {

    private static final class Row {
        private Run run;
        private Instant due = Instant.MIN;
        private Lease lease;
    }

    private final Map<UUID, Row> rows = new LinkedHashMap<>();

    public synchronized List<Run> open() {
        return rows.values().stream().map(row -> row.run).filter(run -> run.state().open()).toList();
    }

    @Override
    public synchronized Optional<Run> begin(UUID id, String kind, String about, String input, Lease lease) {
        if (open(kind, about).isPresent() || rows.containsKey(id)) {
            return Optional.empty();
        }
        Row row = new Row();
        row.run = new Run(id, kind, about, input, Run.State.Running, Optional.empty(), 0, Optional.empty(), Instant.EPOCH);
        row.lease = lease;
        rows.put(id, row);
        return Optional.of(row.run);
    }

    @Override
    public synchronized Optional<Run> claim(Lease lease, Instant now) {
        for (Row row : rows.values()) {
            boolean free = row.lease == null || row.lease.until().isBefore(now);
            if (row.run.state().open() && free && !row.due.isAfter(now)) {
                row.lease = lease;
                return Optional.of(row.run);
            }
        }
        return Optional.empty();
    }

    private Optional<Row> held(UUID id, Lease lease) {
        return Optional.of(rows.get(id)).filter(row -> row.lease != null && row.lease.owner().equals(lease.owner()) && row.run.state().open());
    }

    private static Run changed(Run run, Run.State state, Optional<String> done, int attempts, String failure) {
        return new Run(run.id(), run.kind(), run.about(), run.input(), state, done, attempts, Optional.ofNullable(failure), run.startedAt());
    }

    @Override
    public synchronized boolean reached(UUID id, String step, Lease lease) {
        Optional<Row> held = held(id, lease);
        held.ifPresent(row -> {
            row.run = changed(row.run, row.run.state(), Optional.of(step), 0, null);
            row.lease = lease;
        });
        return held.isPresent();
    }

    @Override
    public synchronized boolean become(UUID id, Run.State state, String why, Lease lease) {
        Optional<Row> held = held(id, lease);
        held.ifPresent(row -> {
            row.run = changed(row.run, state, row.run.done(), 0, why);
            row.lease = state.open() ? lease : null;
        });
        return held.isPresent();
    }

    @Override
    public synchronized void later(UUID id, Instant due, String why, Lease lease) {
        held(id, lease).ifPresent(row -> {
            row.run = changed(row.run, row.run.state(), row.run.done(), row.run.attempts() + 1, why);
            row.due = due;
            row.lease = null;
        });
    }

    @Override
    public synchronized Optional<Run> find(UUID id) {
        return Optional.ofNullable(rows.get(id)).map(row -> row.run);
    }

    @Override
    public synchronized boolean openWithin(String about, String butKind) {
        return open().stream().anyMatch(run -> !run.kind().equals(butKind) && (run.about().equals(about) || run.about().startsWith(about + "/")));
    }

    @Override
    public synchronized Optional<Run> open(String kind, String about) {
        return open().stream().filter(run -> run.kind().equals(kind) && run.about().equals(about)).findFirst();
    }
}
