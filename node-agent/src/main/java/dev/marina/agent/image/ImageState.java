package dev.marina.agent.image;

import dev.marina.agent.runtime.ContainerImages;
import java.time.Instant;

/// Whether a container's image is there.
public sealed interface ImageState {

    record Present(ContainerImages.Image image) implements ImageState {}

    /// Being fetched; whoever asked is told when this ends.
    record Pulling() implements ImageState {}

    /// @param reason `ErrImagePull`, `ImagePullBackOff`, `ErrImageNeverPull` or `InvalidImageName`
    /// @param retryAt when to ask again
    record Missing(String reason, String message, Instant retryAt) implements ImageState {}
}
