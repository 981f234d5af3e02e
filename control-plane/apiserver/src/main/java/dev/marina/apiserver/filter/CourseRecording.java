package dev.marina.apiserver.filter;

import dev.marina.apiserver.course.CourseNotes;
import dev.marina.apiserver.course.CourseRecorder;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;

/// Notes how a write of a cluster's people and workloads passes the server, for who asks later: before [Authentication], which is the first that it
/// passes. Nothing is kept of what wrote nothing.
public final class CourseRecording implements Filter {

    private final CourseRecorder recorder;

    public CourseRecording(CourseRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        return recorder.wants(request) ? recorder.record(request, next) : CourseNotes.aside(() -> next.handle(request));
    }
}
