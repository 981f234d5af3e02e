package dev.marina.apiserver.types.storage;

import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import java.util.Locale;

/// What a driver may be called wherever one is named. ValidateCSIDriverName in pkg/apis/core/validation/validation.go
final class DriverNames {

    private static final int LONGEST = 63;

    private DriverNames() {}

    static void check(Errors errors, String field, String name) {
        if (name.isEmpty()) {
            errors.required(field);
            return;
        }
        if (name.length() > LONGEST) {
            errors.tooLong(field, LONGEST);
        }
        errors.invalid(field, name, Names.dnsSubdomain(name.toLowerCase(Locale.ROOT)));
    }
}
