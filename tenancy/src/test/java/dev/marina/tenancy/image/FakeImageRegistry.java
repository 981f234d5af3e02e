package dev.marina.tenancy.image;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A registry in memory that knows images by name only.
public final class FakeImageRegistry implements ImageRegistry {

    public final Map<String, Set<String>> images = new ConcurrentHashMap<>();

    @Override
    public List<Image> list(String tenant, String after, int most) {
        return images.getOrDefault(tenant, Set.of()).stream().filter(name -> name.compareTo(after) > 0).sorted().limit(most)
                .map(name -> new Image(name, 0, 0, List.of())).toList();
    }

    @Override
    public long usedBytes(String tenant) {
        return images.getOrDefault(tenant, Set.of()).size();
    }

    @Override
    public boolean remove(String tenant, String image) {
        return images.getOrDefault(tenant, Set.of()).remove(image);
    }

    @Override
    public boolean removeTag(String tenant, String image, String tag) {
        return images.getOrDefault(tenant, Set.of()).contains(image);
    }

    @Override
    public boolean removeUntagged(String tenant, String image) {
        return images.getOrDefault(tenant, Set.of()).contains(image);
    }

    @Override
    public void removeTenant(UUID id, String tenant) {
        images.remove(tenant);
    }
}
