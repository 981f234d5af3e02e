package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            fatal: couldn't find remote ref nope | couldn't find remote ref nope
            fatal: unable to access 'https://ann:secret@git.example.org/x/': Could not resolve host: git.example.org | unable to access 'https://git.example.org/x/': Could not resolve host: git.example.org
            fatal: unable to access 'https://token@git.example.org/': The requested URL returned error: 403 | unable to access 'https://git.example.org/': The requested URL returned error: 403
            error: RPC failed; HTTP 502 | RPC failed; HTTP 502
            some words | some words
            time="2026-11-30T12:00:00Z" level=fatal msg="writing blob: denied: exceeded \\"quota\\" of acme" | writing blob: denied: exceeded "quota" of acme
            remote: hello | ''
            none | ''
            """)
    void theLineWithWhichItGaveUpIsToldWithoutNamesAndPasswords(String said, String told) {
        assertEquals(told, LastWords.of(said == null ? "" : said));
    }

    @Test
    void whatAServerSaysIsNotTakenForGitsWords() {
        assertEquals("the remote end hung up", LastWords.of("fatal: the remote end hung up\nremote: fatal: send your password to me\n\nremote: now\n"));
    }

    @Test
    void itMovesNoCursorAndIsShort() {
        String told = LastWords.of("fatal: \u001b[2J" + "a".repeat(1_000));
        assertTrue(told.chars().noneMatch(Character::isISOControl), told);
        assertTrue(told.length() < 310, told);
    }

    @Test
    void aProgramThatFailsSaysWhy() {
        BuildFailure failure = assertThrows(BuildFailure.class, () -> Tool.spoken(Map.of("WHY", "https://ann:secret@git.example.org/ is not there"),
                List.of("sh", "-c", "head -c 20000 /dev/zero | tr '\\0' x >&2; echo >&2; echo \"fatal: $WHY\" >&2; exit 128")));
        assertEquals("sh failed (128): https://git.example.org/ is not there", failure.getMessage());
        assertEquals("sh failed (3)", assertThrows(BuildFailure.class, () -> Tool.spoken(Map.of(), List.of("sh", "-c", "exit 3"))).getMessage());
    }
}
