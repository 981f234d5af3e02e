package dev.marina.tenancy.signup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Table `signup` in memory.
final class FakeJournal implements SignupJournal {

    final Map<UUID, SignupRun> runs = new LinkedHashMap<>();

    @Override
    public Optional<SignupRun> begin(UUID id, String tenant, String email) {
        boolean taken = runs.values().stream().anyMatch(run -> run.state() != SignupRun.State.Undone
                && (run.tenant().equals(tenant) || run.email().equals(email)));
        if (taken) {
            return Optional.empty();
        }
        runs.put(id, new SignupRun(id, tenant, email, Instant.EPOCH));
        return Optional.of(runs.get(id));
    }

    @Override
    public SignupRun load(UUID id) {
        return runs.get(id);
    }

    @Override
    public void reached(UUID id, SignupStep step) {
        runs.get(id).reached(step, Instant.EPOCH);
    }

    @Override
    public void become(UUID id, SignupRun.State state, String why) {
        runs.get(id).become(state, why, Instant.EPOCH);
    }

    @Override
    public List<SignupRun> open() {
        return runs.values().stream().filter(run -> run.state().open()).toList();
    }
}
