from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    site_header = "Cổng 1034"
    site_title = "Quản trị Cổng 1034"
    index_title = "Việc hôm nay"
