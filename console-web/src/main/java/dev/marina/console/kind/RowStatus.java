package dev.marina.console.kind;

import dev.marina.console.feed.Column;
import dev.marina.console.feed.Row;
import dev.marina.console.kube.Tone;
import java.util.List;
import java.util.Optional;

/// How the object in a row is doing, in the API's own word and with the tone that lists give it.
public record RowStatus(String word, Tone tone) {

    /// Empty for kinds that have no status of a word.
    public static Optional<RowStatus> of(KindRef kind, List<Column> columns, Row row) {
        Cells cells = new Cells(columns, row);
        return KindExtras.of(kind).flatMap(extras -> extras.tone(cells).map(tone -> new RowStatus(cells.find(extras.toned()).orElse(""), tone)));
    }

    /// The cell under a column of this name.
    public static Optional<String> cell(List<Column> columns, Row row, String column) {
        return new Cells(columns, row).find(column);
    }
}
