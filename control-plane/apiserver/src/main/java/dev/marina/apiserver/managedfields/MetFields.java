package dev.marina.apiserver.managedfields;

import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldsV1;
import java.util.Arrays;

/// Sets of fields with their texts that were met lately. Objects of one making are managed by the same text, word for word, and a change
/// mostly leaves it as it was: it is read once and written once for all of them. For any number of threads.
final class MetFields {

    /// Longer ones are seldom the same.
    private static final int LONGEST = 8 * 1024;
    private static final int MOST = 1024;
    private static final int MOST_BYTES = 512 * 1024;

    private static final Recent<Text, FieldSet> READ = new Recent<>(MOST, MOST_BYTES);
    private static final Recent<FieldSet, byte[]> WRITTEN = new Recent<>(MOST, MOST_BYTES);

    private MetFields() {}

    /// Told by its letters.
    private record Text(byte[] json) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && Arrays.equals(json, text.json);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(json);
        }
    }

    static FieldSet read(byte[] json) throws FieldsV1.Malformed {
        if (json.length > LONGEST) {
            return FieldsV1.read(json);
        }
        Text text = new Text(json);
        FieldSet known = READ.find(text);
        if (known == null) {
            known = FieldsV1.read(json);
            READ.keep(text, known, json.length);
        }
        return known;
    }

    /// The text, which is not changed.
    static byte[] write(FieldSet set) {
        byte[] known = WRITTEN.find(set);
        if (known == null) {
            known = FieldsV1.write(set);
            if (known.length <= LONGEST) {
                WRITTEN.keep(set, known, known.length);
            }
        }
        return known;
    }
}
