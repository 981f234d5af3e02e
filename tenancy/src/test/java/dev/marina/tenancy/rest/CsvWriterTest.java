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
}
