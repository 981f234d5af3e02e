package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackingTest {

    private static final ApiResponse.Bytes LONG = answer(200_000);

    private static ApiResponse.Bytes answer(int length) {
        return new ApiResponse.Bytes(200, ApiResponse.JSON, List.of(new byte[length / 2], new byte[length - length / 2]), Map.of());
    }

    @Test
    void aLongAnswerIsPackedAndUnpackedAsItWas() throws IOException, InterruptedException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();

        try (Packing.Place place = new Packing(1).place(LONG, List.of("gzip")).orElseThrow()) {
            place.pack(LONG, slices -> slices.forEach(sent::writeBytes));
        }

        assertTrue(sent.size() < 2_000, sent.size() + " bytes");
        assertArrayEquals(new byte[200_000], new GZIPInputStream(new ByteArrayInputStream(sent.toByteArray())).readAllBytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"gzip | true", "deflate, gzip;q=0.5 | true", "GZIP | true", "gzip;q=0 | false", "br | false", "'' | false"})
    void onlyForClientsThatTakeIt(String accepted, boolean packed) {
        assertEquals(packed, new Packing(1).place(LONG, List.of(accepted)).isPresent());
    }

    @Test
    void aShortAnswerIsSentAsItIs() {
        assertFalse(new Packing(1).place(answer(1_000), List.of("gzip")).isPresent());
    }

    @Test
    void whoComesWhileAllPlacesAreTakenGetsItsAnswerAsItIs() {
        Packing packing = new Packing(1);
        try (Packing.Place _ = packing.place(LONG, List.of("gzip")).orElseThrow()) {
            assertTrue(packing.place(LONG, List.of("gzip")).isEmpty());
        }
        assertTrue(packing.place(LONG, List.of("gzip")).isPresent());
    }

    @Test
    void whoIsInterruptedWhileTheClientDoesNotReadIsInterrupted() {
        Packing packing = new Packing(1);
        Packing.Place place = packing.place(LONG, List.of("gzip")).orElseThrow();

        assertThrows(InterruptedException.class, () -> place.pack(LONG, _ -> {
            throw new InterruptedException("client has gone");
        }));
    }
}
