// libcurl's variadic functions, given one typed face for each kind of argument that Swift can call.
#ifndef SWOOP_CCURL_SHIM_H
#define SWOOP_CCURL_SHIM_H

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075801
#error "swoop needs libcurl 7.88.1 or newer"
#endif

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl copies the string. NULL unsets the option: for CAINFO and CAPATH that is none.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl copies the bytes, which it can only do when it knows their number first.
static inline CURLcode ccurl_set_body(CURL *easy, const void *bytes, curl_off_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
  return code != CURLE_OK
      ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, (const char *)bytes);
}

static inline CURLcode ccurl_set_headers(CURL *easy, struct curl_slist *list) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
}

// libcurl only borrows the list, which is to outlive the transfer.
static inline CURLcode ccurl_set_resolved(CURL *easy, struct curl_slist *list) {
  return curl_easy_setopt(easy, CURLOPT_RESOLVE, list);
}

static inline CURLcode ccurl_set_error_buffer(CURL *easy, char *buffer) {
  return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

// A callback and what it points to are set in one call, so that neither is ever there alone.

static inline CURLcode ccurl_on_write(CURL *easy, curl_write_callback callback, void *data) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, data);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
}

static inline CURLcode ccurl_on_header(CURL *easy, curl_write_callback callback, void *data) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, data);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
}

static inline CURLcode ccurl_on_request(CURL *easy, curl_prereq_callback callback, void *data) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, data);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

// It is told of more than is asked for, all of which costs time: set only where it is needed.
static inline CURLcode ccurl_on_debug(CURL *easy, curl_debug_callback callback, void *data) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_DEBUGDATA, data);
  if(code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, callback);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
}

static inline CURLcode ccurl_on_open_socket(
    CURL *easy, curl_opensocket_callback callback, void *data) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, data);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

static const curl_socket_t ccurl_bad_socket = CURL_SOCKET_BAD;

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_string(CURL *easy, CURLINFO info, char **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_on_socket(
    CURLM *multi, curl_socket_callback callback, void *data) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, data);
  return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}

static inline CURLMcode ccurl_multi_on_timer(
    CURLM *multi, curl_multi_timer_callback callback, void *data) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, data);
  return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

// `CURLMsg` holds a union; these read the one member that CURLMSG_DONE fills.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
  return message->data.result;
}

#endif
