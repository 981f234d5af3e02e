package dev.marina.console.kind;

import dev.marina.console.feed.Rows;
import dev.marina.console.kube.Tone;

/// How many of a list's objects are well.
final class KindHealth {

    private KindHealth() {}

    /// Of those that are seen. What has ended as it should, such as a completed pod, is as well as can be.
    static long good(KindRef kind, Rows rows) {
        return KindExtras.of(kind).map(extras -> rows.rows().stream().flatMap(row -> extras.tone(new Cells(rows.columns(), row)).stream())
                .filter(tone -> tone == Tone.GOOD || tone == Tone.QUIET).count()).orElse((long) rows.rows().size());
    }
}
