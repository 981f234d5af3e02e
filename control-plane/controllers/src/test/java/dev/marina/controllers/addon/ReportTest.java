package dev.marina.controllers.addon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.AddOn;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

    @Test
    void whatAJobSawIsReadNewestFirst() {
        Report report = Report.of("""
                {"version":"15.14","backups":[{"name":"a","at":"2026-01-01T00:00:00Z","bytes":10,"objects":1},
                 {"name":"b","at":"2026-01-02T00:00:00Z","bytes":20,"objects":2}]}""").orElseThrow();

        assertEquals("15.14", report.version());
        assertEquals(List.of("b", "a"), report.backups().orElseThrow().stream().map(AddOn.Backup::name).toList());
    }

    @Test
    void aJobThatDoesNotSeeBackupsSaysNothingOfThem() {
        assertEquals(Optional.empty(), Report.of("{\"version\":\"7.0.15\"}").orElseThrow().backups());
    }

    /// A tenant's pod writes it.
    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{}", "{\"version\":\"\"}", "{\"version\":\"<script>\"}", "{\"version\":{\"a\":1}}",
            "{\"version\":\"1.0\",\"backups\":[",
            "null"})
    void whatHasNotItsFormIsNoReport(String text) {
        assertEquals(Optional.empty(), Report.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"../x\",\"at\":\"2026-01-01T00:00:00Z\",\"bytes\":1}", "{\"name\":\"a\",\"at\":\"yesterday\",\"bytes\":1}",
            "{\"name\":\"a\",\"at\":\"2026-01-01T00:00:00Z\",\"bytes\":-1}", "{\"at\":\"2026-01-01T00:00:00Z\",\"bytes\":1}", "7"})
    void aBackupThatHasNotItsFormIsNone(String backup) {
        assertEquals(List.of(), Report.of("{\"version\":\"1.0\",\"backups\":[%s]}".formatted(backup)).orElseThrow().backups().orElseThrow());
    }
}
