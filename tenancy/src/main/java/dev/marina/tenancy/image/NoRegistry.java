package dev.marina.tenancy.image;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.util.List;
import java.util.UUID;

/// An installation without a registry: nothing is in it.
public final class NoRegistry implements ImageRegistry {

    @Override
    public List<Image> list(String tenant, String after, int most) {
        return List.of();
    }

    @Override
    public long usedBytes(String tenant) {
        return 0;
    }

    @Override
    public boolean remove(String tenant, String image) {
        throw none();
    }

    @Override
    public boolean removeTag(String tenant, String image, String tag) {
        throw none();
    }

    @Override
    public boolean removeUntagged(String tenant, String image) {
        throw none();
    }

    @Override
    public void removeTenant(UUID id, String tenant) {
        // Nothing is there.
    }

    private static ProblemException none() {
        return new ProblemException(new Problem.NotFound("registry of images"));
    }
}
