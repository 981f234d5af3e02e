package dev.marina.apiserver.managedfields;

import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.FieldSet.Branch;
import dev.marina.apiserver.fieldset.FieldsV1;
import dev.marina.apiserver.fieldset.PathElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The fields of one manager, as text until somebody asks for the set. Confined to the thread that decides about the write.
final class OwnedFields {

    private byte[] json;
    private FieldSet set;

    private OwnedFields(byte[] json, FieldSet set) {
        this.json = json;
        this.set = set;
    }

    /// @param json what [FieldsV1] wrote, here or through a client's hands; who takes it from a client calls [#set] first
    static OwnedFields encoded(byte[] json) {
        return new OwnedFields(json, null);
    }

    static OwnedFields of(FieldSet set) {
        return new OwnedFields(null, set);
    }

    FieldSet set() throws FieldsV1.Malformed {
        if (set == null) {
            set = MetFields.read(json);
        }
        return set;
    }

    byte[] json() {
        if (json == null) {
            json = MetFields.write(set);
        }
        return json;
    }

    /// Whether any of these fields, or what lies below one, may be among the manager's. Cheap: looks for the names of the uppermost
    /// fields, so that a write of the status leaves the entries of others unread.
    boolean mayMeet(FieldSet fields) {
        if (set != null) {
            return true;
        }
        for (byte[] name : uppermost(fields)) {
            if (contains(json, name)) {
                return true;
            }
        }
        return false;
    }

    private static List<byte[]> uppermost(FieldSet fields) {
        List<byte[]> names = new ArrayList<>(2);
        for (Branch branch : fields.branches()) {
            String name = branch.step() instanceof PathElement.Field(String field) ? field : "";
            names.add(("\"f:" + name).getBytes(StandardCharsets.UTF_8));
        }
        return names;
    }

    private static boolean contains(byte[] text, byte[] wanted) {
        for (int i = 0; i <= text.length - wanted.length; i++) {
            if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
