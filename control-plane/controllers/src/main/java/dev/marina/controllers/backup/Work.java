package dev.marina.controllers.backup;

import dev.marina.model.VolumeWork;
import dev.marina.store.backup.VolumeProgress;
import dev.marina.store.backup.VolumeProgress.Item;
import dev.marina.store.backup.VolumeProgress.Phase;
import java.util.List;
import java.util.Locale;

/// How far volumes are, as objects say it.
final class Work {

    private Work() {}

    /// Null where there is nothing to say.
    static VolumeWork of(VolumeProgress progress) {
        if (progress.count() == 0 && progress.leftOutCount() == 0) {
            return null;
        }
        return new VolumeWork(progress.count(), progress.done(), progress.bytes(), progress.bytesDone(),
                progress.items().stream().map(item -> new VolumeWork.Volume(item.namespace(), item.claim(), word(item.phase()), item.bytes(), item.bytesDone(),
                        item.message().isEmpty() ? null : item.message())).toList(),
                progress.leftOut().stream().map(left -> new VolumeWork.LeftOut(left.namespace(), left.claim(), left.reason(), left.message())).toList(),
                progress.leftOutCount());
    }

    private static String word(Phase phase) {
        return phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
    }

    static VolumeProgress progress(VolumeWork work) {
        List<Item> items = work.items() == null
                ? List.of()
                : work.items().stream().map(item -> new Item(item.namespace(), item.claim(), Phase.valueOf(item.phase().toUpperCase(Locale.ROOT)), item.bytes(),
                        item.bytesDone(), item.message() == null ? "" : item.message())).toList();
        return new VolumeProgress(work.count(), work.done(), work.bytes(), work.bytesDone(), items, List.of(), work.leftOutCount());
    }
}
