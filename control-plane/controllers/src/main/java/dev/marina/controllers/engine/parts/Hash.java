package dev.marina.controllers.engine.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Twelve hexadecimal digits that differ where two values do, in whichever order their fields stand.
public final class Hash {

    private static final JsonMapper SORTED = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    private static final int DIGITS = 12;

    private Hash() {}

    public static String of(Object value) {
        try {
            JsonNode tree = SORTED.valueToTree(value);
            byte[] text = SORTED.writeValueAsString(SORTED.treeToValue(tree, Object.class)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)).substring(0, DIGITS);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a value could not be hashed", e);
        }
    }
}
