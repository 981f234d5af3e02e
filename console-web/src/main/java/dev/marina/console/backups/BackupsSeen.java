package dev.marina.console.backups;

import dev.marina.console.login.Person;
import dev.marina.console.rest.Backups;
import dev.marina.console.rest.Backups.Backup;
import dev.marina.console.rest.Backups.Restore;
import dev.marina.console.rest.Backups.Schedule;
import dev.marina.console.rest.OfCluster;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the REST API says of a cluster's backups at one moment, the newest first.
record BackupsSeen(List<Backup> backups, Optional<Schedule> schedule, List<Restore> restores) {

    static BackupsSeen through(Backups api, Person person, OfCluster of) {
        return new BackupsSeen(newest(api.list(person, of), Comparator.comparing(Backup::created).thenComparing(Backup::name)), api.schedule(person, of),
                newest(api.restores(person, of), Comparator.comparing(Restore::created).thenComparing(Restore::name)));
    }

    private static <T> List<T> newest(List<T> all, Comparator<T> order) {
        return all.stream().sorted(order.reversed()).toList();
    }
}
