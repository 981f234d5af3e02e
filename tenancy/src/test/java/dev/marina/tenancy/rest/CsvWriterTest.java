package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvWriterTest {

    record Row(Instant hour, long amount, String name) {}

    @Test
    void aPageIsATableWithItsNamesFirst() {
        Page<Row> page = new Page<>(List.of(new Row(Instant.EPOCH, 7, null), new Row(Instant.EPOCH, 8, "a \"b\",\nc")), null);

        assertEquals("hour,amount,name\r\n1970-01-01T00:00:00Z,7,\r\n1970-01-01T00:00:00Z,8,\"a \"\"b\"\",\nc\"\r\n", CsvWriter.text(page, Row.class));
    }

    @Test
    void anEmptyPageHasItsNames() {
        assertEquals("hour,amount,name\r\n", CsvWriter.text(new Page<>(List.of(), null), Row.class));
    }

    @Test
    void whatASpreadsheetWouldCarryOutIsText() {
        for (String evil : List.of("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "\uFF1D1", "\r=1")) {
            String line = CsvWriter.text(new Page<>(List.of(new Row(Instant.EPOCH, -7, evil)), null), Row.class).split("\r\n", 2)[1];

            assertEquals(true, line.replace("\"", "").startsWith("1970-01-01T00:00:00Z,-7,'"), line);
        }
        assertEquals("hour,amount,name\r\n1970-01-01T00:00:00Z,1,\"<b>Ann</b>, \"\"the\"\" first\"\r\n",
                CsvWriter.text(new Page<>(List.of(new Row(Instant.EPOCH, 1, "<b>Ann</b>, \"the\" first")), null), Row.class));
    }
}
