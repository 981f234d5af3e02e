package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.feed.Column;
import dev.marina.console.feed.FeedState;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import dev.marina.console.kube.Tone;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindExtrasTest {

    private static final List<Column> PODS = List.of(new Column("Name", "string", 0), new Column("Ready", "string", 0), new Column("Status", "string", 0));
    private static final KindRef KIND = new KindRef("", "v1", "pods");

    private static Row row(String name, String... cells) {
        return Row.of("uid-" + name, "", name, List.of(cells), null, Map.of(), "");
    }

    @ParameterizedTest
    @CsvSource({"1/1,Running,GOOD", "0/1,Running,BUSY", "0/1,Completed,QUIET", "0/1,CrashLoopBackOff,BAD", "0/1,Init:0/2,BUSY", "0/1,Init:Error,BAD",
            "0/1,Terminating,BUSY"})
    void aPodsTone(String ready, String status, Tone tone) {
        assertEquals(Optional.of(tone), KindExtras.of(KIND).orElseThrow().tone(new Cells(PODS, row("a", "a", ready, status))));
    }

    @Test
    void wellIsWhatRunsOrHasEndedAsItShould() {
        Rows rows = new Rows(PODS, List.of(row("a", "a", "1/1", "Running"), row("b", "b", "0/1", "Completed"), row("c", "c", "0/1", "Error")),
                new FeedState.Live(), 0);

        assertEquals(2, KindHealth.good(KIND, rows));
        assertEquals(3, KindHealth.good(new KindRef("", "v1", "configmaps"), rows));
    }

    @Test
    void aTableWithoutTheColumnHasNoTone() {
        assertEquals(Optional.empty(), KindExtras.of(KIND).orElseThrow().tone(new Cells(List.of(), row("a", "a"))));
    }
}
