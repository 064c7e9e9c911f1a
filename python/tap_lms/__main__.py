from tap_lms import tap_lms

tap_lms()
