package dev.marina.tenancy.management;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Backups in memory: each is Checked at once, has a Secret and a ConfigMap that says who asked, and of a tenant there are two at most.
public class FakeBackups implements ManagementBackups {

    private static final int PLAN = 2;

    private final Map<String, List<BackupState>> backups = new ConcurrentHashMap<>();
    private final Map<String, ScheduleState> schedules = new ConcurrentHashMap<>();
    private final Map<String, List<RestoreState>> restores = new ConcurrentHashMap<>();

    @Override
    public List<BackupState> backups(String tenant) {
        return List.copyOf(backups.getOrDefault(tenant, List.of()));
    }

    @Override
    public Optional<BackupState> backup(String tenant, String name) {
        return backups(tenant).stream().filter(backup -> backup.name().equals(name)).findFirst();
    }

    @Override
    public synchronized BackupState backUp(String tenant, String cluster, boolean volumes) {
        List<BackupState> own = backups.computeIfAbsent(tenant, _ -> new ArrayList<>());
        if (own.size() == PLAN) {
            throw new ProblemException(new Problem.QuotaExceeded("backups", "1", "2", "2"));
        }
        int number = own.stream().mapToInt(backup -> Integer.parseInt(backup.name().substring(backup.name().lastIndexOf('-') + 1))).max().orElse(0) + 1;
        BackupState made = new BackupState("11111111-1111-1111-1111-00000000000" + number, cluster + "-" + number, cluster, "Checked", false,
                "2026-01-31T10:00:00Z", "2026-01-31T10:00:01Z", "2026-01-31T10:00:02Z", "7", 2, 1000, Map.of("secrets", 1L, "configmaps", 1L),
                Map.of("events", 5L), "10.244.0.0/16", "10.96.0.0/16", "Checked", "it is good",
                volumes ? new Volumes(1, 1, 4096, 4096, List.of(new Volume("prod", "data", "Verified", 4096, 4096, null)), List.of(), 0) : Volumes.NONE);
        own.add(made);
        return made;
    }

    @Override
    public synchronized void deleteBackup(String tenant, String name) {
        backups.getOrDefault(tenant, new ArrayList<>()).removeIf(backup -> backup.name().equals(name));
    }

    /// Two pages.
    @Override
    public ContentPage content(String tenant, String backup, Map<String, String> query) {
        return query.containsKey("continue")
                ? new ContentPage(List.of(item("secrets", "", "a:b", Map.of("kind", "Secret"))), "")
                : new ContentPage(List.of(item("configmaps", "prod", "web", Map.of("kind", "ConfigMap", "of", tenant, "query", query.toString()))), "more");
    }

    private static Map<String, Object> item(String resource, String namespace, String name, Map<String, Object> object) {
        return Map.of("resource", resource, "namespace", namespace, "name", name, "object", object);
    }

    @Override
    public Optional<ScheduleState> schedule(String tenant, String cluster) {
        return Optional.ofNullable(schedules.get(tenant + "/" + cluster));
    }

    @Override
    public ScheduleState schedule(String tenant, String cluster, Schedule wanted, Consumer<Optional<ScheduleState>> still) {
        still.accept(schedule(tenant, cluster));
        ScheduleState made = new ScheduleState("u", wanted, null, "2026-02-01T03:30:00Z", "Scheduled", "backups are made as they are due");
        schedules.put(tenant + "/" + cluster, made);
        return made;
    }

    @Override
    public void deleteSchedule(String tenant, String cluster) {
        schedules.remove(tenant + "/" + cluster);
    }

    @Override
    public List<RestoreState> restores(String tenant, String cluster) {
        return List.copyOf(restores.getOrDefault(tenant + "/" + cluster, List.of()));
    }

    @Override
    public synchronized RestoreState restore(String tenant, String cluster, Restoring wanted) {
        List<RestoreState> own = restores.computeIfAbsent(tenant + "/" + cluster, _ -> new ArrayList<>());
        RestoreState made = new RestoreState(cluster + "-r" + (own.size() + 1), wanted, "Complete", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z",
                "2026-01-31T10:00:01Z", 2, 0, 1, 3, 0, List.of(), "Restored", "2 objects created", Volumes.NONE);
        own.add(made);
        return made;
    }
}
