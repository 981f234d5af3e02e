package dev.marina.store.backup;

import java.util.regex.Pattern;

/// Which backup: of a tenant, by the uid of the object that stands for it. No part can lead to another directory.
public record BackupId(String tenant, String uid) {

    private static final Pattern TENANT = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    public BackupId {
        if (!TENANT.matcher(tenant).matches() || !UID.matcher(uid).matches()) {
            throw new IllegalArgumentException("there is no backup %s of tenant %s".formatted(uid, tenant));
        }
    }

    @Override
    public String toString() {
        return tenant + "/" + uid;
    }
}
